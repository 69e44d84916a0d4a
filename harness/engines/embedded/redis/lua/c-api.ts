import { Buffer } from 'node:buffer';
import { LuaApi } from 'wasmoon-lua5.1';

/** A `lua_State *`. */
export type State = number;
/** Pointers into the interpreter's memory. */
export type Pointer = number;

/** The functions of Lua 5.1's C API that we call, as the WebAssembly module exports them: numbers in, numbers out. */
export interface CApi {
  readonly HEAPU8: Uint8Array;
  readonly HEAPU32: Uint32Array;
  addFunction(callback: (state: State, argument: number) => number | void, signature: 'ii' | 'vii'): Pointer;
  _malloc(byteCount: number): Pointer;
  _free(pointer: Pointer): void;
  _luaL_newstate(): State;
  _luaL_openlibs(state: State): void;
  _luaL_loadbuffer(state: State, text: Pointer, byteCount: number, name: Pointer): number;
  _luaL_ref(state: State, table: number): number;
  _luaL_where(state: State, level: number): void;
  _lua_checkstack(state: State, count: number): number;
  _lua_close(state: State): void;
  _lua_concat(state: State, count: number): void;
  _lua_createtable(state: State, arrayCount: number, recordCount: number): void;
  _lua_error(state: State): number;
  _lua_gettop(state: State): number;
  _lua_next(state: State, index: number): number;
  _lua_pcall(state: State, argumentCount: number, resultCount: number, handler: number): number;
  _lua_pushboolean(state: State, value: number): void;
  _lua_pushcclosure(state: State, callback: Pointer, upvalueCount: number): void;
  _lua_pushlightuserdata(state: State, pointer: Pointer): void;
  _lua_pushlstring(state: State, text: Pointer, byteCount: number): void;
  _lua_pushnil(state: State): void;
  _lua_pushnumber(state: State, value: number): void;
  _lua_pushvalue(state: State, index: number): void;
  _lua_rawget(state: State, index: number): void;
  _lua_rawgeti(state: State, index: number, position: number): void;
  _lua_rawset(state: State, index: number): void;
  _lua_rawseti(state: State, index: number, position: number): void;
  _lua_remove(state: State, index: number): void;
  _lua_replace(state: State, index: number): void;
  _lua_sethook(state: State, hook: Pointer, mask: number, count: number): void;
  _lua_settop(state: State, index: number): void;
  _lua_toboolean(state: State, index: number): number;
  _lua_tolstring(state: State, index: number, byteCount: Pointer): Pointer;
  _lua_tonumber(state: State, index: number): number;
  _lua_topointer(state: State, index: number): Pointer;
  _lua_type(state: State, index: number): number;
}

/** `lua.h` */
export const TYPE = { nil: 0, boolean: 1, lightUserdata: 2, number: 3, string: 4, table: 5, function: 6 } as const;
export const REGISTRY = -10_000;
export const GLOBALS = -10_002;
export const MASK_COUNT = 8;

/** The interpreter is one module for the whole process. It is compiled asynchronously and synchronous from then on. */
export const c = (await LuaApi.initialize()).module as unknown as CApi;

const LENGTH = c._malloc(4);
let scratchBytes = 4096;
let scratch = c._malloc(scratchBytes);

/** Pushes text as UTF-8. */
export function pushString(state: State, text: string): void {
  const byteCount = write(text);
  c._lua_pushlstring(state, scratch, byteCount);
}

/** Loads a chunk; its function or the error message is on the stack afterwards. */
export function loadChunk(state: State, text: string, name: Pointer): boolean {
  const byteCount = write(text);
  return c._luaL_loadbuffer(state, scratch, byteCount, name) === 0;
}

/** A string that stays in the interpreter's memory, for arguments that C wants ended by a zero. */
export function permanentCString(text: string): Pointer {
  const bytes = Buffer.from(`${text}\0`);
  const pointer = c._malloc(bytes.length);
  c.HEAPU8.set(bytes, pointer);
  return pointer;
}

/** The bytes of a string; of a number, which this turns into a string in its place. A view until the next call. */
export function readBytes(state: State, index: number): Uint8Array {
  const pointer = c._lua_tolstring(state, index, LENGTH);
  return c.HEAPU8.subarray(pointer, pointer + (c.HEAPU32[LENGTH >> 2] as number));
}

/** The same as text. Most strings are short and ASCII, for which a loop beats every decoder. */
export function readString(state: State, index: number): string {
  const pointer = c._lua_tolstring(state, index, LENGTH);
  const byteCount = c.HEAPU32[LENGTH >> 2] as number;
  const heap = c.HEAPU8;
  if (byteCount > SHORT_BYTES_MAX) return decode(heap, pointer, byteCount);
  let text = '';
  for (let offset = 0; offset < byteCount; offset += 1) {
    const byte = heap[pointer + offset] as number;
    if (byte > ASCII_MAX) return decode(heap, pointer, byteCount);
    text += String.fromCharCode(byte);
  }
  return text;
}

const ASCII_MAX = 0x7f;
const SHORT_BYTES_MAX = 64;

function decode(heap: Uint8Array, pointer: Pointer, byteCount: number): string {
  return Buffer.from(heap.buffer, heap.byteOffset + pointer, byteCount).toString('utf8');
}

/** Puts text into the scratch buffer and says how many bytes it has. */
function write(text: string): number {
  // A UTF-16 unit is three bytes at most.
  if (text.length * 3 > scratchBytes) growScratch(text.length * 3);
  const heap = c.HEAPU8;
  for (let index = 0; index < text.length; index += 1) {
    const unit = text.charCodeAt(index);
    if (unit > ASCII_MAX) return Buffer.from(heap.buffer, heap.byteOffset + scratch, scratchBytes).write(text);
    heap[scratch + index] = unit;
  }
  return text.length;
}

function growScratch(byteCount: number): void {
  c._free(scratch);
  scratchBytes = byteCount * 2;
  scratch = c._malloc(scratchBytes);
}
