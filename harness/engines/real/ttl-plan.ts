/**
 * How a command goes over the wire so that no key keeps a time to live there, and what its replies say about deadlines.
 *
 * The common ones are rewritten: `SET k v EX 60` becomes `SET k v` and a deadline in the book. Every other command that
 * may set, read or drop a time to live runs in a transaction which gives its keys their remaining time first and takes
 * it away last. Redis stops its clock inside a transaction, so what PTTL says there is exact.
 */
import { hasFlag } from '@ioredis/commands';
import type { RedisCommand, RedisReply } from '../engine.ts';
import { keysOf } from './keyspace.ts';
import { parseSetOptions, ttlOf } from './set-options.ts';
import type { TtlBook } from './ttl-book.ts';

/** One command as it is sent, and what becomes of its reply. */
export interface Rewritten {
  readonly command: RedisCommand;
  /** Called in the order of execution: keeps the book and returns the reply that the client gets. */
  readonly settle: (reply: RedisReply, book: TtlBook) => RedisReply;
}

/** Writes that neither set, read nor drop the time to live of a key that stays. */
const KEEPS_TTL = new Set(
  (
    'append decr decrby incr incrby incrbyfloat hincrby hincrbyfloat hmset hset hsetnx linsert lpush lpushx lset msetnx pfadd ' +
    'publish rpush rpushx sadd setbit setnx setrange zadd zincrby watch unwatch script echo ping'
  ).split(' '),
);
/** Scripts that promise to read only may still read a time to live. */
const UNSURE_READS = new Set(['eval_ro', 'evalsha_ro', 'fcall_ro']);

/** Sent where the reply is known: a transaction has a reply for each command. */
export const PING: RedisCommand = { name: 'ping', args: [] };

const asItIs = (reply: RedisReply) => reply;

/** @returns null when the command needs the transaction. */
export function rewrite(command: RedisCommand): Rewritten | null {
  const { name, args } = command;
  const [key = ''] = args;
  switch (name) {
    case 'set':
      return rewriteSet(command);
    case 'setex':
      return rewriteSetex(command, 'ex');
    case 'psetex':
      return rewriteSetex(command, 'px');
    case 'ttl':
      return { command, settle: (reply, book) => (reply === -1 ? seconds(book.remainingMs(key)) : reply) };
    case 'pttl':
      return { command, settle: (reply, book) => (reply === -1 ? (book.remainingMs(key) ?? -1) : reply) };
    case 'expiretime':
      return { command, settle: (reply, book) => (reply === -1 ? seconds(unixDeadline(book, key)) : reply) };
    case 'pexpiretime':
      return { command, settle: (reply, book) => (reply === -1 ? (unixDeadline(book, key) ?? -1) : reply) };
    case 'time':
      return args.length > 0 ? { command, settle: asItIs } : { command: PING, settle: (_, book) => book.timeReply };
    case 'getex':
      return args.length === 1 ? { command, settle: asItIs } : null;
    case 'getset':
    case 'mset':
    case 'del':
    case 'unlink':
    case 'getdel':
      return { command, settle: (reply, book) => (isError(reply) ? reply : forget(command, reply, book)) };
    default:
      return KEEPS_TTL.has(name) || (hasFlag(name, 'readonly') && !UNSURE_READS.has(name))
        ? { command, settle: asItIs }
        : null;
  }
}

function rewriteSet(command: RedisCommand): Rewritten | null {
  const [key, value, ...rest] = command.args;
  if (key === undefined || value === undefined) return { command, settle: asItIs };
  const options = parseSetOptions(rest);
  if (options === null) return null;
  const { condition, returnsOld, keepsTtl, ttlMs } = options;
  const kept = rest.filter((option, i) => !/^(ex|px)$/i.test(option) && !/^(ex|px)$/i.test(rest[i - 1] ?? ''));
  return {
    command: { name: 'set', args: [key, value, ...kept] },
    settle: (reply, book) => {
      if (isError(reply)) return reply;
      const applied = condition === null || (reply === null) === (returnsOld && condition === 'nx');
      if (!applied || keepsTtl) return reply;
      if (ttlMs === null) book.clear(key);
      else book.set(key, ttlMs);
      return reply;
    },
  };
}

function rewriteSetex(command: RedisCommand, unit: 'ex' | 'px'): Rewritten | null {
  const [key, count, value] = command.args;
  const ttlMs = ttlOf(unit, count);
  if (key === undefined || value === undefined || ttlMs === null || command.args.length !== 3) return null;
  return {
    command: { name: 'set', args: [key, value] },
    settle: (reply, book) => {
      if (!isError(reply)) book.set(key, ttlMs);
      return reply;
    },
  };
}

/** The command overwrote or removed its keys. */
function forget(command: RedisCommand, reply: RedisReply, book: TtlBook): RedisReply {
  for (const key of keysOf(command)) book.clear(key);
  return reply;
}

function isError(reply: RedisReply): boolean {
  return typeof reply === 'object' && reply !== null && 'kind' in reply;
}

/** Rounded as Redis rounds. */
function seconds(ms: number | null): number {
  return ms === null ? -1 : Math.floor((ms + 500) / 1000);
}

function unixDeadline(book: TtlBook, key: string): number | null {
  const remainingMs = book.remainingMs(key);
  return remainingMs === null ? null : book.unixMs + remainingMs;
}
