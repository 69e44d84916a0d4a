/** In the page, in place of the engine's Lua: it is a fifth of the chunk, and only some strategies have scripts. */
import type * as Lua from '../../../../harness/engines/embedded/redis/lua/scripts.ts';
import type { RedisReply, StoreError } from '../../../../harness/engines/engine.ts';

export type { Script } from '../../../../harness/engines/embedded/redis/lua/scripts.ts';

/** A script was to be run. When Lua has been loaded, the run can begin anew. */
export class LuaIsMissing extends Error {
  override readonly name = 'LuaIsMissing';
}

let loaded: typeof Lua | null = null;

export function compileScript(text: string): Lua.Script | StoreError {
  return lua().compileScript(text);
}

export function runScript(script: Lua.Script, invocation: Lua.Invocation): RedisReply {
  return lua().runScript(script, invocation);
}

function lua(): typeof Lua {
  if (loaded === null) throw new LuaIsMissing('Lua has not been loaded');
  return loaded;
}

/** @param wasm the interpreter, compiled to WebAssembly */
export async function loadLua(wasm: ArrayBuffer): Promise<void> {
  const { fetch } = globalThis;
  // The package asks for its file, which is in the page already.
  globalThis.fetch = () => Promise.resolve(new Response(wasm, { headers: { 'content-type': 'application/wasm' } }));
  try {
    loaded = await import('../../../../harness/engines/embedded/redis/lua/scripts.ts');
  } finally {
    globalThis.fetch = fetch;
  }
}
