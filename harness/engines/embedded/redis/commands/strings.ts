import type { RedisReply, StoreError } from '../../../engine.ts';
import { type Command, reads, stores, writes } from '../command.ts';
import type { Database, Entry } from '../database.ts';
import { isError, WRONG_TYPE, wrongArity } from '../errors.ts';
import { EX, PX, type Unit, readFutureDeadline } from './deadlines.ts';
import { readSetOptions, type SetOptions } from './set-options.ts';

/** The string under a key; null when there is no such key. */
export function readString(database: Database, key: string): string | null | StoreError {
  const entry = database.get(key);
  if (entry === undefined) return null;
  return typeof entry.value === 'string' ? entry.value : WRONG_TYPE;
}

export function get(database: Database, args: readonly string[]): RedisReply {
  return readString(database, args[0] as string);
}

function set(database: Database, args: readonly string[]): RedisReply {
  const [key, value] = args as [string, string];
  if (args.length > 2) return setWithOptions(database, key, value, args);
  database.put(key, value);
  return 'OK';
}

function setWithOptions(database: Database, key: string, value: string, args: readonly string[]): RedisReply {
  const options = readSetOptions(args, 2, 'set');
  if ('kind' in options) return options;
  const deadline = optionalDeadline(database, options, 'set');
  if (isError(deadline)) return deadline;
  const old = options.wantsOld ? readString(database, key) : null;
  if (isError(old)) return old;
  if (options.condition !== null && database.has(key) !== (options.condition === 'XX')) return old;
  if (options.keepsTtl) database.putKeepingDeadline(key, value);
  else putUntil(database, key, value, deadline);
  return options.wantsOld ? old : 'OK';
}

function optionalDeadline(database: Database, options: SetOptions, command: string): number | null | StoreError {
  return options.unit === null ? null : readFutureDeadline(database, options.unit, options.amount, command);
}

function putUntil(database: Database, key: string, value: string, deadlineMs: number | null): void {
  const entry = database.put(key, value);
  if (deadlineMs !== null) expireEntryAt(database, key, entry, deadlineMs);
}

/** Gives an existing key a deadline; one that is not in the future removes it at once. */
export function expireAt(database: Database, key: string, deadlineMs: number): void {
  const entry = database.get(key);
  if (entry !== undefined) expireEntryAt(database, key, entry, deadlineMs);
}

function expireEntryAt(database: Database, key: string, entry: Entry, deadlineMs: number): void {
  if (deadlineMs <= database.time.now) database.remove(key);
  else database.setDeadline(key, entry, deadlineMs);
}

function setFor(unit: Unit, name: string): Command {
  return stores(4, (database, args) => {
    const [key, amount, value] = args as [string, string, string];
    const deadline = readFutureDeadline(database, unit, amount, name);
    if (typeof deadline !== 'number') return deadline;
    putUntil(database, key, value, deadline);
    return 'OK';
  });
}

function setnx(database: Database, args: readonly string[]): RedisReply {
  const [key, value] = args as [string, string];
  if (database.has(key)) return 0;
  database.put(key, value);
  return 1;
}

function getset(database: Database, args: readonly string[]): RedisReply {
  const [key, value] = args as [string, string];
  const old = readString(database, key);
  if (isError(old)) return old;
  database.put(key, value);
  return old;
}

function getdel(database: Database, args: readonly string[]): RedisReply {
  const key = args[0] as string;
  const old = readString(database, key);
  if (typeof old === 'string') database.remove(key);
  return old;
}

function getex(database: Database, args: readonly string[]): RedisReply {
  const options = readSetOptions(args, 1, 'getex');
  if ('kind' in options) return options;
  const key = args[0] as string;
  const value = readString(database, key);
  if (typeof value !== 'string') return value;
  const deadline = optionalDeadline(database, options, 'getex');
  if (typeof deadline === 'number') {
    expireAt(database, key, deadline);
    database.touch(key);
    return value;
  }
  if (options.persists) database.persist(key);
  return deadline ?? value;
}

function mget(database: Database, keys: readonly string[]): RedisReply {
  return keys.map((key) => {
    const value = database.get(key)?.value;
    return typeof value === 'string' ? value : null;
  });
}

function mset(database: Database, args: readonly string[]): RedisReply {
  if (args.length % 2 !== 0) return wrongArity('mset');
  putAll(database, args);
  return 'OK';
}

function msetnx(database: Database, args: readonly string[]): RedisReply {
  if (args.length % 2 !== 0) return wrongArity('msetnx');
  for (let index = 0; index < args.length; index += 2) {
    if (database.has(args[index] as string)) return 0;
  }
  putAll(database, args);
  return 1;
}

function putAll(database: Database, pairs: readonly string[]): void {
  for (let index = 0; index < pairs.length; index += 2) {
    database.put(pairs[index] as string, pairs[index + 1] as string);
  }
}

export const STRING_COMMANDS = {
  get: reads(2, get),
  set: stores(-3, set),
  setex: setFor(EX, 'setex'),
  psetex: setFor(PX, 'psetex'),
  setnx: writes(3, setnx),
  getset: writes(3, getset),
  getdel: writes(2, getdel),
  getex: writes(-2, getex),
  mget: reads(-2, mget),
  mset: stores(-3, mset),
  msetnx: writes(-3, msetnx),
} satisfies Record<string, Command>;
