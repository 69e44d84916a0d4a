import type { RedisReply } from '../../../engine.ts';
import { NotEmbedded } from '../../not-embedded.ts';
import { type Command, reads, stores, writes } from '../command.ts';
import { type Database, type Entry, NEVER, type Value } from '../database.ts';
import { NO_SUCH_KEY, NOT_AN_INTEGER, redisError, SYNTAX } from '../errors.ts';
import { parseSafeInteger } from '../values/integer.ts';
import { SortedSet } from '../values/sorted-set.ts';
import { UniqueSet } from '../values/unique-set.ts';

const SAME_OBJECT = redisError('ERR source and destination objects are the same');

export function typeOf(value: Value): 'string' | 'hash' | 'set' | 'zset' {
  if (typeof value === 'string') return 'string';
  if (value instanceof UniqueSet) return 'set';
  return value instanceof SortedSet ? 'zset' : 'hash';
}

function del(database: Database, keys: readonly string[]): RedisReply {
  let count = 0;
  for (const key of keys) if (database.remove(key)) count += 1;
  return count;
}

/** EXISTS counts a key as often as it is named. */
function exists(database: Database, keys: readonly string[]): RedisReply {
  let count = 0;
  for (const key of keys) if (database.has(key)) count += 1;
  return count;
}

function type(database: Database, args: readonly string[]): RedisReply {
  const entry = database.get(args[0] as string);
  return entry === undefined ? 'none' : typeOf(entry.value);
}

function rename(database: Database, args: readonly string[]): RedisReply {
  const [from, to] = args as [string, string];
  const entry = database.get(from);
  if (entry === undefined) return NO_SUCH_KEY;
  if (from !== to) move(database, from, to, entry);
  return 'OK';
}

function renamenx(database: Database, args: readonly string[]): RedisReply {
  const [from, to] = args as [string, string];
  const entry = database.get(from);
  if (entry === undefined) return NO_SUCH_KEY;
  if (database.has(to)) return 0;
  move(database, from, to, entry);
  return 1;
}

function move(database: Database, from: string, to: string, { value, expiresAtMs }: Entry): void {
  database.remove(from);
  putWithDeadline(database, to, value, expiresAtMs);
}

function copy(database: Database, args: readonly string[]): RedisReply {
  const [from, to] = args as [string, string];
  let replaces = false;
  for (let index = 2; index < args.length; index += 1) {
    const word = (args[index] as string).toUpperCase();
    const next = args[index + 1];
    if (word === 'REPLACE') replaces = true;
    else if (word !== 'DB' || next === undefined) return SYNTAX;
    else if (parseSafeInteger(next) === null) return NOT_AN_INTEGER;
    else throw new NotEmbedded('COPY … DB');
  }
  if (from === to) return SAME_OBJECT;
  const entry = database.get(from);
  if (entry === undefined || (database.has(to) && !replaces)) return 0;
  putWithDeadline(database, to, copyOf(entry.value), entry.expiresAtMs);
  return 1;
}

function copyOf(value: Value): Value {
  if (typeof value === 'string') return value;
  return value instanceof Map ? new Map(value) : value.copy();
}

function putWithDeadline(database: Database, key: string, value: Value, expiresAtMs: number): void {
  database.put(key, value);
  const entry = database.get(key);
  if (entry !== undefined && expiresAtMs !== NEVER) database.setDeadline(key, entry, expiresAtMs);
}

export const KEY_COMMANDS = {
  del: writes(-2, del),
  unlink: writes(-2, del),
  exists: reads(-2, exists),
  touch: reads(-2, exists),
  type: { ...reads(2, type), repliesStatus: true },
  rename: stores(3, rename),
  renamenx: writes(3, renamenx),
  copy: writes(-3, copy),
} satisfies Record<string, Command>;
