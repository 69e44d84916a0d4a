import { Buffer } from 'node:buffer';
import type { RedisReply, StoreError } from '../../../engine.ts';
import { type Command, reads, stores, writes } from '../command.ts';
import type { Database, Hash } from '../database.ts';
import { NOT_A_FLOAT, NOT_AN_INTEGER, redisError, WRONG_TYPE, wrongArity } from '../errors.ts';
import { decodeInteger, parseInt64 } from '../values/integer.ts';
import { addLongDoubles, formatLongDouble, INFINITE, parseLongDouble } from '../values/long-double.ts';
import { addIntegers, NAN_OR_INFINITY } from './counters.ts';

const FIELD_NOT_AN_INTEGER = redisError('ERR hash value is not an integer');
const FIELD_NOT_A_FLOAT = redisError('ERR hash value is not a float');
const AMOUNT_INFINITE = redisError('ERR value is NaN or Infinity');

/** What a missing key reads as. */
const EMPTY: ReadonlyMap<string, string> = new Map();

type ReadHash = (hash: ReadonlyMap<string, string>, args: readonly string[]) => RedisReply;

/** A command that reads the hash under its first argument. */
function readsHash(arity: number, read: ReadHash): Command {
  return reads(arity, (database, args) => {
    const value = database.get(args[0] as string)?.value ?? EMPTY;
    return value instanceof Map ? read(value, args) : WRONG_TYPE;
  });
}

/** The hash under a key, made when there is none. The caller puts something into it and touches the key. */
function openHash(database: Database, key: string): Hash | StoreError {
  const value = database.get(key)?.value;
  if (value instanceof Map) return value;
  if (value !== undefined) return WRONG_TYPE;
  const hash: Hash = new Map();
  database.put(key, hash);
  return hash;
}

function setFields(database: Database, args: readonly string[], command: string): number | StoreError {
  if (args.length % 2 === 0) return wrongArity(command);
  const key = args[0] as string;
  const hash = openHash(database, key);
  if (!(hash instanceof Map)) return hash;
  const sizeBefore = hash.size;
  for (let index = 1; index < args.length; index += 2) hash.set(args[index] as string, args[index + 1] as string);
  database.touch(key);
  return hash.size - sizeBefore;
}

function hmset(database: Database, args: readonly string[]): RedisReply {
  const added = setFields(database, args, 'hmset');
  return typeof added === 'number' ? 'OK' : added;
}

function hsetnx(database: Database, args: readonly string[]): RedisReply {
  const [key, field, value] = args as [string, string, string];
  const hash = openHash(database, key);
  if (!(hash instanceof Map)) return hash;
  if (hash.has(field)) return 0;
  hash.set(field, value);
  database.touch(key);
  return 1;
}

function hdel(database: Database, args: readonly string[]): RedisReply {
  const key = args[0] as string;
  const hash = database.get(key)?.value;
  if (hash === undefined) return 0;
  if (!(hash instanceof Map)) return WRONG_TYPE;
  let count = 0;
  for (let index = 1; index < args.length; index += 1) if (hash.delete(args[index] as string)) count += 1;
  if (hash.size === 0) database.remove(key);
  else if (count > 0) database.touch(key);
  return count;
}

function hincrby(database: Database, args: readonly string[]): RedisReply {
  const [key, field, text] = args as [string, string, string];
  const amount = parseInt64(text);
  if (amount === null) return NOT_AN_INTEGER;
  const hash = openHash(database, key);
  if (!(hash instanceof Map)) return hash;
  const sum = addIntegers(hash.get(field) ?? '0', amount, FIELD_NOT_AN_INTEGER);
  if (typeof sum !== 'string') return sum;
  hash.set(field, sum);
  database.touch(key);
  return decodeInteger(sum);
}

function hincrbyfloat(database: Database, args: readonly string[]): RedisReply {
  const [key, field, text] = args as [string, string, string];
  const amount = parseLongDouble(text);
  if (amount === null) return NOT_A_FLOAT;
  if (amount === INFINITE) return AMOUNT_INFINITE;
  const hash = openHash(database, key);
  if (!(hash instanceof Map)) return hash;
  const old = parseLongDouble(hash.get(field) ?? '0');
  if (old === null) return FIELD_NOT_A_FLOAT;
  const sum = old === INFINITE ? INFINITE : addLongDoubles(old, amount);
  if (sum === INFINITE) return NAN_OR_INFINITY;
  const result = formatLongDouble(sum);
  hash.set(field, result);
  database.touch(key);
  return result;
}

export const HASH_COMMANDS = {
  hget: readsHash(3, (hash, args) => hash.get(args[1] as string) ?? null),
  hmget: readsHash(-3, (hash, args) => args.slice(1).map((field) => hash.get(field) ?? null)),
  hgetall: readsHash(2, (hash) => [...hash].flat()),
  hexists: readsHash(3, (hash, args) => (hash.has(args[1] as string) ? 1 : 0)),
  hlen: readsHash(2, (hash) => hash.size),
  hkeys: readsHash(2, (hash) => [...hash.keys()]),
  hvals: readsHash(2, (hash) => [...hash.values()]),
  hstrlen: readsHash(3, (hash, args) => Buffer.byteLength(hash.get(args[1] as string) ?? '')),
  hset: writes(-4, (database, args) => setFields(database, args, 'hset')),
  hmset: stores(-4, hmset),
  hsetnx: writes(4, hsetnx),
  hdel: writes(-3, hdel),
  hincrby: writes(4, hincrby),
  hincrbyfloat: writes(4, hincrbyfloat),
} satisfies Record<string, Command>;
