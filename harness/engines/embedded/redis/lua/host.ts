import { NotEmbedded } from '../../not-embedded.ts';
import { c, MASK_COUNT, type Pointer, pushString, readString, type State } from './c-api.ts';
import { pushError } from './stack.ts';

/** How functions of ours are called from Lua, and how a script is stopped from inside one. */

const MASK_LINE = 4;

/** Thrown by a function of ours to become a Lua error with the place of its caller in front, as C libraries do it. */
export class LuaError extends Error {
  override readonly name = 'LuaError';
}

/** Thrown to become one of Redis' own errors, `{ err = … }`, which name no place. */
export class RedisLuaError extends Error {
  override readonly name = 'RedisLuaError';
}

/** The interpreter's main state. Coroutines have states of their own. */
let main: State = 0;

export function setMainState(state: State): void {
  main = state;
}

/** Why the running script must not go on: what `run` throws or replies once the script has been unwound. */
let stop: Error | null = null;

/** The reason why the script was stopped, once. */
export function takeStop(): Error | null {
  const reason = stop;
  stop = null;
  return reason;
}

const onLine = c.addFunction((state) => {
  pushString(state, 'stopped');
  c._lua_error(state);
}, 'vii');

/**
 * Makes every further line of the script fail, so that no pcall of its own can keep it running. (Redis does this for
 * SCRIPT KILL.) A JavaScript exception may not cross the interpreter: it would leave it halfway through a call.
 */
export function stopScript(state: State, reason: Error): number {
  stop ??= reason;
  c._lua_sethook(main, onLine, MASK_LINE | MASK_COUNT, 1);
  if (state !== main) c._lua_sethook(state, onLine, MASK_LINE | MASK_COUNT, 1);
  pushString(state, 'stopped');
  return c._lua_error(state);
}

/** A C function made of `body`, which leaves its results on the stack and returns how many there are. */
export function hostFunction(body: (state: State) => number): Pointer {
  return c.addFunction((state) => {
    let problem: unknown;
    try {
      return body(state);
    } catch (error) {
      problem = error;
    }
    if (problem instanceof LuaError) return raiseAtCaller(state, problem.message);
    if (problem instanceof RedisLuaError) {
      pushError(state, problem.message);
      return c._lua_error(state);
    }
    if (problem instanceof NotEmbedded) return stopScript(state, problem);
    throw problem;
  }, 'ii');
}

function raiseAtCaller(state: State, message: string): number {
  c._luaL_where(state, 1);
  pushString(state, message);
  c._lua_concat(state, 2);
  return c._lua_error(state);
}

/** `__index` of a library that is not embedded, or only in part. */
export function missingFrom(library: string, isNil: (name: string) => boolean = () => false): Pointer {
  return hostFunction((state) => {
    const name = readString(state, 2);
    if (!isNil(name)) throw new NotEmbedded(`${library}.${name} in scripts`);
    c._lua_pushnil(state);
    return 1;
  });
}
