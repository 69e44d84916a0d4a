/** A schedule's requests as calls of the bare drivers, on a key and a row of the schedule's own. */
import type { Request, SqlValue } from '../../harness/engines/engine.ts';

export type Call =
  | { readonly name: 'execute'; readonly sql: string; readonly params: readonly SqlValue[] }
  | { readonly name: 'get' | 'del'; readonly key: string }
  | { readonly name: 'set'; readonly key: string; readonly value: string; readonly ttlMs: number };

/** @param id of the row, which is the last parameter of each statement of cache-aside */
export function callsOf(requests: readonly Request[], id: number, prefix: string): readonly Call[] {
  const key = `${prefix}:item:${id}`;
  return requests.map((request): Call => {
    if (request.store === 'mysql') {
      return { name: 'execute', sql: request.sql, params: [...request.params.slice(0, -1), id] };
    }
    if (!('command' in request)) throw new Error('cache-aside sends single commands');
    const { name, args } = request.command;
    if (name === 'set') return { name, key, value: args[1]!, ttlMs: Number(args[3]) };
    if (name === 'get' || name === 'del') return { name, key };
    throw new Error(`cache-aside does not send ${name}`);
  });
}
