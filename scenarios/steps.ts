/** The names of steps, as files write them: `store.command`, and `actor.store.command#n` for one certain step. */
import type { Redis } from '../strategies/strategy.ts';

export const STEP_PATTERN = /^[a-z]+\.[a-z][a-z0-9_-]*$/;
export const STEP_REFERENCE_PATTERN =
  /^[a-z][a-z0-9_-]*\.[a-z]+\.[a-z][a-z0-9_-]*(!drop|!lost-reply)?(#[1-9][0-9]{0,5})?$/;

export interface StepReference {
  readonly actor: string;
  /** `store.command` */
  readonly step: string;
}

/** Parts `reader.redis.get#2`. Which of several steps of that name is meant does not matter to the names. */
export function parseStepReference(reference: string): StepReference {
  const dot = reference.indexOf('.');
  return { actor: reference.slice(0, dot), step: reference.slice(dot + 1).replace(/[!#].*$/, '') };
}

// The compiler holds this list against the contract. A transaction is the one step `exec`; a pipeline is its commands.
const REDIS_COMMANDS = {
  get: 1,
  set: 1,
  setex: 1,
  psetex: 1,
  setnx: 1,
  getset: 1,
  getdel: 1,
  getex: 1,
  mget: 1,
  mset: 1,
  append: 1,
  strlen: 1,
  del: 1,
  unlink: 1,
  exists: 1,
  type: 1,
  expire: 1,
  pexpire: 1,
  expireat: 1,
  pexpireat: 1,
  persist: 1,
  ttl: 1,
  pttl: 1,
  expiretime: 1,
  pexpiretime: 1,
  incr: 1,
  incrby: 1,
  incrbyfloat: 1,
  decr: 1,
  decrby: 1,
  hget: 1,
  hset: 1,
  hsetnx: 1,
  hmget: 1,
  hmset: 1,
  hgetall: 1,
  hdel: 1,
  hexists: 1,
  hlen: 1,
  hkeys: 1,
  hvals: 1,
  hincrby: 1,
  watch: 1,
  unwatch: 1,
  eval: 1,
  evalsha: 1,
  script: 1,
  exec: 1,
} satisfies Record<Exclude<keyof Redis, 'multi' | 'pipeline'> | 'exec', 1>;

/**
 * The steps of each store. A misspelt one would never match, and a fault that never strikes looks like a strategy that
 * survives it.
 */
const COMMANDS: ReadonlyMap<string, readonly string[]> = new Map([
  ['redis', Object.keys(REDIS_COMMANDS)],
  ['mysql', ['select', 'insert', 'update', 'delete', 'replace', 'commit', 'rollback']],
  ['binlog', ['deliver']],
  ['kafka', ['deliver', 'produce']],
  ['local', ['get', 'set', 'delete']],
  ['clock', ['sleep']],
]);

export const STORES: readonly string[] = [...COMMANDS.keys()];

/** No commands for a store that does not exist. */
export function commandsOf(store: string): readonly string[] {
  return COMMANDS.get(store) ?? [];
}

/** What people write for a step that has another name. */
export const OTHER_NAMES: ReadonlyMap<string, string> = new Map([
  ['multi', 'exec'],
  ['transaction', 'exec'],
]);
