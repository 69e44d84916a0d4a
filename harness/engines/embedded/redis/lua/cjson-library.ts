import { formatGeneral } from '../values/double.ts';
import { c, pushString, readString, type State, TYPE } from './c-api.ts';
import { hostFunction, LuaError, missingFrom } from './host.ts';

/** `cjson.encode` and `cjson.decode` by the rules of lua-cjson 2.1, over JavaScript's own JSON. */

const DEPTH_MAX = 1000;
const NUMBER_DIGITS = 14;
/** An array may have this many holes per element, once it is longer than `SPARSE_SAFE_LENGTH`. */
const SPARSE_RATIO = 2;
const SPARSE_SAFE_LENGTH = 10;

const TYPE_NAMES = ['nil', 'boolean', 'userdata', 'number', 'string', 'table', 'function', 'userdata', 'thread'];

function decode(state: State): number {
  expectOneArgument(state, 'decode');
  const text = readString(state, 1);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new LuaError('Expected value but found invalid token at character 1');
  }
  push(state, value, 1);
  return 1;
}

function push(state: State, value: unknown, depth: number): void {
  if (value === null) c._lua_pushlightuserdata(state, 0);
  else if (typeof value === 'string') pushString(state, value);
  else if (typeof value === 'number') c._lua_pushnumber(state, value);
  else if (typeof value === 'boolean') c._lua_pushboolean(state, value ? 1 : 0);
  else pushTable(state, value as readonly unknown[] | Readonly<Record<string, unknown>>, depth);
}

function pushTable(state: State, value: readonly unknown[] | Readonly<Record<string, unknown>>, depth: number): void {
  if (depth > DEPTH_MAX) throw new LuaError(`Found too many nested data structures (${depth})`);
  c._lua_checkstack(state, 4);
  // Never sized in advance: the order of pairs() depends on how a table grew, and lua-cjson grows it.
  c._lua_createtable(state, 0, 0);
  for (const [key, item] of Object.entries(value)) {
    if (Array.isArray(value)) c._lua_pushnumber(state, Number(key) + 1);
    else pushString(state, key);
    push(state, item, depth + 1);
    c._lua_rawset(state, -3);
  }
}

function encode(state: State): number {
  expectOneArgument(state, 'encode');
  pushString(state, encodeValue(state, 0));
  return 1;
}

function expectOneArgument(state: State, name: string): void {
  if (c._lua_gettop(state) !== 1) throw new LuaError(`bad argument #1 to '${name}' (expected 1 argument)`);
}

/** The JSON of the value on top. Leaves the stack as it was. */
function encodeValue(state: State, depth: number): string {
  const type = c._lua_type(state, -1);
  if (type === TYPE.string) return quote(readString(state, -1));
  if (type === TYPE.number) return encodeNumber(c._lua_tonumber(state, -1));
  if (type === TYPE.boolean) return c._lua_toboolean(state, -1) === 1 ? 'true' : 'false';
  if (type === TYPE.nil) return 'null';
  if (type === TYPE.table) return encodeTable(state, depth + 1);
  if (type === TYPE.lightUserdata && c._lua_topointer(state, -1) === 0) return 'null';
  throw new LuaError(`Cannot serialise ${TYPE_NAMES[type]}: type not supported`);
}

function encodeTable(state: State, depth: number): string {
  if (depth > DEPTH_MAX) throw new LuaError(`Cannot serialise, excessive depth (${depth})`);
  c._lua_checkstack(state, 6);
  const length = arrayLength(state);
  if (length === 0) return encodeObject(state, depth);
  const items: string[] = [];
  for (let index = 1; index <= length; index += 1) {
    c._lua_rawgeti(state, -1, index);
    items.push(encodeValue(state, depth));
    c._lua_settop(state, -2);
  }
  return `[${items.join(',')}]`;
}

/** The largest index of a table that has only positive whole numbers for keys; 0 for any other. */
function arrayLength(state: State): number {
  let count = 0;
  let length = 0;
  c._lua_pushnil(state);
  while (c._lua_next(state, -2) !== 0) {
    const key = c._lua_type(state, -2) === TYPE.number ? c._lua_tonumber(state, -2) : 0;
    if (key < 1 || !Number.isInteger(key)) {
      c._lua_settop(state, -3);
      return 0;
    }
    count += 1;
    length = Math.max(length, key);
    c._lua_settop(state, -2);
  }
  if (length > count * SPARSE_RATIO && length > SPARSE_SAFE_LENGTH) {
    throw new LuaError('Cannot serialise table: excessively sparse array');
  }
  return length;
}

function encodeObject(state: State, depth: number): string {
  const members: string[] = [];
  c._lua_pushnil(state);
  while (c._lua_next(state, -2) !== 0) {
    members.push(`${encodeKey(state)}:${encodeValue(state, depth)}`);
    c._lua_settop(state, -2);
  }
  return `{${members.join(',')}}`;
}

/** The key below the top. Read without turning a number into a string in place, which would confuse `next`. */
function encodeKey(state: State): string {
  const type = c._lua_type(state, -2);
  if (type === TYPE.string) return quote(readString(state, -2));
  if (type === TYPE.number) return `"${encodeNumber(c._lua_tonumber(state, -2))}"`;
  throw new LuaError(`Cannot serialise ${TYPE_NAMES[type]}: table key must be a number or string`);
}

function encodeNumber(value: number): string {
  if (!Number.isFinite(value)) throw new LuaError(`Cannot serialise number: must not be NaN or Inf`);
  return formatGeneral(value, NUMBER_DIGITS);
}

/** lua-cjson escapes the slash and DEL too. */
function quote(text: string): string {
  return JSON.stringify(text).replaceAll('/', '\\/').replaceAll('\u007f', '\\u007f');
}

export const CJSON_LIBRARY: Readonly<Record<string, number>> = {
  encode: hostFunction(encode),
  decode: hostFunction(decode),
  cjsonMissing: missingFrom('cjson'),
  bitMissing: missingFrom('bit'),
  structMissing: missingFrom('struct'),
  cmsgpackMissing: missingFrom('cmsgpack'),
};
