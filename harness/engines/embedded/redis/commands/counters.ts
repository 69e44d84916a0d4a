import type { RedisReply, StoreError } from '../../../engine.ts';
import { type Command, writes } from '../command.ts';
import type { Database } from '../database.ts';
import { NOT_A_FLOAT, NOT_AN_INTEGER, OVERFLOW, redisError } from '../errors.ts';
import { decodeInteger, INT64_MIN, isInt64, parseInt64, parseSafeInteger } from '../values/integer.ts';
import { addLongDoubles, formatLongDouble, INFINITE, parseLongDouble } from '../values/long-double.ts';
import { readString } from './strings.ts';

const DECREMENT_OVERFLOW = redisError('ERR decrement would overflow');
export const NAN_OR_INFINITY = redisError('ERR increment would produce NaN or Infinity');

/** The decimal text of a sum of 64-bit integers. */
export function addIntegers(text: string, amount: bigint, notAnInteger: StoreError): string | StoreError {
  const value = parseInt64(text);
  if (value === null) return notAnInteger;
  const sum = value + amount;
  return isInt64(sum) ? sum.toString() : OVERFLOW;
}

function incrementBy(database: Database, key: string, amount: bigint): RedisReply {
  const old = readString(database, key) ?? '0';
  if (typeof old !== 'string') return old;
  const sum = addIntegers(old, amount, NOT_AN_INTEGER);
  if (typeof sum !== 'string') return sum;
  database.putKeepingDeadline(key, sum);
  return decodeInteger(sum);
}

/** Far from where numbers and the client's decoding of them lose precision. */
const ORDINARY_MAX = 2 ** 52;

/** INCR and DECR, which lock and rate-limit patterns call often: no BigInt unless the counter is that large. */
function step(database: Database, key: string, amount: 1 | -1): RedisReply {
  const old = readString(database, key) ?? '0';
  if (typeof old !== 'string') return old;
  const value = parseSafeInteger(old);
  if (value === null || Math.abs(value) > ORDINARY_MAX) return incrementBy(database, key, BigInt(amount));
  database.putKeepingDeadline(key, String(value + amount));
  return value + amount;
}

function incrby(database: Database, args: readonly string[]): RedisReply {
  const [key, text] = args as [string, string];
  const amount = parseInt64(text);
  return amount === null ? NOT_AN_INTEGER : incrementBy(database, key, amount);
}

function decrby(database: Database, args: readonly string[]): RedisReply {
  const [key, text] = args as [string, string];
  const amount = parseInt64(text);
  if (amount === null) return NOT_AN_INTEGER;
  return amount === INT64_MIN ? DECREMENT_OVERFLOW : incrementBy(database, key, -amount);
}

function incrbyfloat(database: Database, args: readonly string[]): RedisReply {
  const [key, text] = args as [string, string];
  const old = readString(database, key) ?? '0';
  if (typeof old !== 'string') return old;
  const value = parseLongDouble(old);
  const amount = parseLongDouble(text);
  if (value === null || amount === null) return NOT_A_FLOAT;
  if (value === INFINITE || amount === INFINITE) return NAN_OR_INFINITY;
  const sum = addLongDoubles(value, amount);
  if (sum === INFINITE) return NAN_OR_INFINITY;
  const result = formatLongDouble(sum);
  database.putKeepingDeadline(key, result);
  return result;
}

export const COUNTER_COMMANDS = {
  incr: writes(2, (database, args) => step(database, args[0] as string, 1)),
  decr: writes(2, (database, args) => step(database, args[0] as string, -1)),
  incrby: writes(3, incrby),
  decrby: writes(3, decrby),
  incrbyfloat: writes(3, incrbyfloat),
} satisfies Record<string, Command>;
