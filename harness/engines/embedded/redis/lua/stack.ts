import { isUtf8 } from 'node:buffer';
import type { RedisReply, StoreError } from '../../../engine.ts';
import { NotEmbedded } from '../../not-embedded.ts';
import { oneLine, redisError } from '../errors.ts';
import { formatDouble } from '../values/double.ts';
import { decodeInteger, INT64_MIN } from '../values/integer.ts';
import { c, pushString, readBytes, readString, type State, TYPE } from './c-api.ts';

/** What moves between JavaScript and Lua's stack, by the rules of Redis. */

const INT64_LIMIT = 2 ** 63;
const DEPTH_MAX = 100;

/** A command's argument; null when it is neither a string nor a number. */
export function readArgument(state: State, index: number): string | null {
  const type = c._lua_type(state, index);
  if (type === TYPE.number) return formatDouble(c._lua_tonumber(state, index));
  if (type !== TYPE.string) return null;
  const text = readString(state, index);
  if (text.includes('\ufffd') && !isUtf8(readBytes(state, index))) throw new NotEmbedded('strings that are not UTF-8');
  return text;
}

/** Pushes what a command replied. A nil arrives as `false`, a simple string as `{ ok = … }`. */
export function pushReply(state: State, reply: RedisReply, isStatus: boolean): void {
  if (reply === null) c._lua_pushboolean(state, 0);
  else if (typeof reply === 'number') c._lua_pushnumber(state, reply);
  else if (typeof reply === 'string') {
    if (isStatus) pushField(state, 'ok', reply);
    else pushString(state, reply);
  } else if ('kind' in reply) pushError(state, reply.message);
  else pushArray(state, reply);
}

function pushArray(state: State, items: readonly RedisReply[]): void {
  c._lua_checkstack(state, 4);
  c._lua_createtable(state, items.length, 0);
  for (const [index, item] of items.entries()) {
    pushReply(state, item, false);
    c._lua_rawseti(state, -2, index + 1);
  }
}

export function pushStrings(state: State, items: readonly string[]): void {
  c._lua_createtable(state, items.length, 0);
  for (let index = 0; index < items.length; index += 1) {
    pushString(state, items[index] as string);
    c._lua_rawseti(state, -2, index + 1);
  }
}

/** `{ [name] = text }` */
export function pushField(state: State, name: string, text: string): void {
  c._lua_createtable(state, 0, 1);
  pushString(state, name);
  pushString(state, text);
  c._lua_rawset(state, -3);
}

/** The table that Redis makes of a command's error. */
export function pushError(state: State, message: string): void {
  pushField(state, 'err', message);
  pushString(state, 'ignore_error_stats_update');
  c._lua_pushboolean(state, 1);
  c._lua_rawset(state, -3);
}

/** A field of the table on top, when it is a string or a number. Leaves the stack as it was. */
export function readField(state: State, name: string): string | null {
  pushString(state, name);
  c._lua_rawget(state, -2);
  const type = c._lua_type(state, -1);
  const text = type === TYPE.string || type === TYPE.number ? readString(state, -1) : null;
  c._lua_settop(state, -2);
  return text;
}

/** What a script's return value, on top of the stack, becomes for the client. */
export function readReply(state: State, depth = 0): RedisReply {
  switch (c._lua_type(state, -1)) {
    case TYPE.string:
      return readString(state, -1);
    case TYPE.number:
      return toInteger(c._lua_tonumber(state, -1));
    case TYPE.boolean:
      return c._lua_toboolean(state, -1) === 1 ? 1 : null;
    case TYPE.table:
      return readTable(state, depth);
    default:
      return null;
  }
}

/** Redis casts to a 64-bit integer, which on x86 makes its smallest of everything that does not fit. */
function toInteger(value: number): number {
  if (Math.abs(value) <= Number.MAX_SAFE_INTEGER) return Math.trunc(value) + 0;
  const integer = Math.abs(value) < INT64_LIMIT ? BigInt(value) : INT64_MIN;
  return decodeInteger(integer.toString());
}

function readTable(state: State, depth: number): RedisReply {
  const error = readField(state, 'err');
  if (error !== null) return errorReply(error);
  const status = readField(state, 'ok');
  if (status !== null) return oneLine(status);
  const double = readField(state, 'double');
  if (double !== null) return formatDouble(Number(double));
  for (const type of ['map', 'set', 'big_number', 'verbatim_string']) {
    if (hasField(state, type)) throw new NotEmbedded(`a script's reply of type ${type}`);
  }
  return readArray(state, depth + 1);
}

function hasField(state: State, name: string): boolean {
  pushString(state, name);
  c._lua_rawget(state, -2);
  const isThere = c._lua_type(state, -1) !== TYPE.nil;
  c._lua_settop(state, -2);
  return isThere;
}

/** Up to the first nil, as Redis does. */
function readArray(state: State, depth: number): RedisReply {
  const items: RedisReply[] = [];
  // Redis goes on until Lua's stack is full, then puts an error there. A table that contains itself gets that far.
  if (depth > DEPTH_MAX) throw new NotEmbedded(`a script's reply of more than ${DEPTH_MAX} levels`);
  c._lua_checkstack(state, 4);
  for (;;) {
    c._lua_rawgeti(state, -1, items.length + 1);
    const isEnd = c._lua_type(state, -1) === TYPE.nil;
    if (!isEnd) items.push(readReply(state, depth));
    c._lua_settop(state, -2);
    if (isEnd) return items;
  }
}

export function errorReply(message: string): StoreError {
  return redisError(oneLine(message));
}
