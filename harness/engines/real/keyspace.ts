/**
 * The keys of one run on a Redis that many runs share: every key gets the run's prefix on its way out, and loses it on
 * its way back. What cannot be confined to a prefix is refused.
 */
import { exists, getKeyIndexes, hasFlag } from '@ioredis/commands';
import type { RedisCommand, RedisReply } from '../engine.ts';
import { NotSupported } from './errors.ts';

const WHOLE_DATABASE = new Set([
  'keys',
  'scan',
  'randomkey',
  'dbsize',
  'flushall',
  'flushdb',
  'swapdb',
  'move',
  'migrate',
]);
/** Commands without `readonly` or `write` that stay with their keys, or have none. */
const HARMLESS = new Set([
  'eval',
  'evalsha',
  'watch',
  'unwatch',
  'script',
  'echo',
  'ping',
  'object',
  'time',
  'publish',
]);
/** Time to live of hash fields, which has no virtual clock. */
const FIELD_TTL = /^(h(get|set)ex|hp?expire(at|time)?|hp?ttl|hpersist)$/;

const supported = new Set<string>();

/** Throws `NotSupported` for a command that would leave the run. */
export function checkSupported(command: RedisCommand): void {
  if (supported.has(command.name)) return;
  refuseUnlessSupported(command);
  // What SCRIPT does depends on its argument.
  if (command.name !== 'script') supported.add(command.name);
}

function refuseUnlessSupported(command: RedisCommand): void {
  const reason = whyRefused(command);
  if (reason !== null) throw new NotSupported(reason.what, reason.because);
}

/** Why a command would leave the run; null for one that does not. */
export function whyRefused({ name, args }: RedisCommand): { readonly what: string; readonly because: string } | null {
  const what = name.toUpperCase();
  if (!exists(name)) return { what, because: 'it is not known which of its arguments are keys' };
  if (WHOLE_DATABASE.has(name)) return { what, because: 'runs share the database, and it reaches all of it' };
  if (hasFlag(name, 'blocking')) return { what, because: 'it waits in real time' };
  if (FIELD_TTL.test(name)) return { what, because: 'hash fields cannot expire in virtual time' };
  if (name === 'script' && !/^(load|exists|flush)$/i.test(args[0] ?? '')) {
    return { what: `SCRIPT ${args[0]?.toUpperCase() ?? ''}`, because: 'runs share the server' };
  }
  if (!HARMLESS.has(name) && !hasFlag(name, 'readonly') && !hasFlag(name, 'write')) {
    return { what, because: 'runs share the server, and it concerns all of it' };
  }
  return null;
}

/** The distinct keys of a command. */
export function keysOf({ name, args }: RedisCommand): readonly string[] {
  if (name === 'script') return [];
  const keys = getKeyIndexes(name, args as string[]).map((index) => args[index] ?? '');
  return keys.length < 2 ? keys : [...new Set(keys)];
}

export class Keyspace {
  readonly prefix: string;

  constructor(prefix: string) {
    this.prefix = prefix;
  }

  outward(command: RedisCommand): RedisCommand {
    if (command.name === 'script') return command;
    const args = command.args.slice();
    // A channel is no key, but it is as much the run's own.
    const own = command.name === 'publish' ? [0] : getKeyIndexes(command.name, args);
    for (const index of own) {
      const key = args[index];
      if (key !== undefined) args[index] = this.prefix + key;
    }
    return { name: command.name, args };
  }

  /** Scripts may return their keys, or store them in values. */
  inward(reply: RedisReply): RedisReply {
    if (typeof reply === 'string') return reply.includes(this.prefix) ? reply.replaceAll(this.prefix, '') : reply;
    if (typeof reply !== 'object' || reply === null) return reply;
    if ('kind' in reply) return { ...reply, message: reply.message.replaceAll(this.prefix, '') };
    return reply.map((one) => this.inward(one));
  }
}
