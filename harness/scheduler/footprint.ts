/**
 * How much a run leaves in Redis and in the memory of each node: bytes of keys and values, as UTF-8, written out as the state
 * view writes them (`{field: value}`). What a server needs on top of them, its own `MEMORY USAGE` says; asking it would not be
 * a step of anybody's, and the embedded engine has no such thing. What code keeps in variables is not counted.
 */
import type { EngineRun, MaybePromise, StoreState } from '../engines/engine.ts';
import type { Run } from './run.ts';

/** What the stores held when all had ended, in bytes; a run has none where nobody measures it. */
export interface Footprint {
  /** Of several servers, together. */
  readonly redis: number;
  /** Of each node's own memory. */
  readonly nodes: readonly number[];
}

/** To be called when the observer has read every written key on every node: then each holds what it wants to hold. */
export function measureFootprint(run: Run): MaybePromise<void> {
  const { scenario, redisServers } = run.plan;
  if ((scenario.nodes === 1 && redisServers === null) || run.problem !== null || run.isAbandoned) return undefined;
  const note = ({ redis, servers = [redis] }: StoreState): void => {
    run.footprint = {
      redis: servers.reduce((sum, entries) => sum + bytesOf(entries), 0),
      nodes: run.memories.map(({ entries }) => bytesOf(Object.fromEntries(entries))),
    };
  };
  const state = (run.engine as EngineRun).inspect();
  return state instanceof Promise ? state.then(note) : note(state);
}

/** Of keys and values. */
export function bytesOf(entries: Readonly<Record<string, { readonly value: string }>>): number {
  let bytes = 0;
  for (const [key, { value }] of Object.entries(entries)) bytes += Buffer.byteLength(key) + Buffer.byteLength(value);
  return bytes;
}
