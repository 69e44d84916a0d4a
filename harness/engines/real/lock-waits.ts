/**
 * Who waits for whom, as InnoDB sees it. `data_lock_waits` is live; `innodb_trx` and the `sys` view are caches that
 * never refresh while they are being read, so a poll of them can wait for ever.
 */
import { Batch } from './batch.ts';
import { ServerLost, ServerUnsuitable } from './errors.ts';
import type { MysqlConnection } from './mysql-connection.ts';

/** Waiting thread → the threads that it waits for. */
export type WaitGraph = ReadonlyMap<number, ReadonlySet<number>>;

const QUERY = 'SELECT DISTINCT requesting_thread_id, blocking_thread_id FROM performance_schema.data_lock_waits';

export class LockWaits {
  readonly #batch: Batch<null, WaitGraph>;

  constructor(control: MysqlConnection) {
    this.#batch = new Batch(async (questions) => {
      const graph = toGraph(await control.query<[waiting: number, holding: number]>(QUERY).catch(explain));
      return questions.map(() => graph);
    });
  }

  /** The graph at a moment after this call. */
  observe(): Promise<WaitGraph> {
    return this.#batch.ask(null);
  }
}

function explain(error: unknown): never {
  if (error instanceof ServerLost) throw error;
  throw new ServerUnsuitable(
    'mysql',
    'lock waits cannot be observed',
    'GRANT SELECT ON performance_schema.* to the user, and keep performance_schema ON',
    error,
  );
}

function toGraph(edges: readonly (readonly [waiting: number, holding: number])[]): WaitGraph {
  const graph = new Map<number, Set<number>>();
  for (const [waiting, holding] of edges) {
    const holders = graph.get(waiting);
    if (holders === undefined) graph.set(waiting, new Set([holding]));
    else holders.add(holding);
  }
  return graph;
}

/** A deadlock that InnoDB has not resolved yet: its detector runs in a thread of its own. */
export function isInCycle(graph: WaitGraph, thread: number): boolean {
  const seen = new Set<number>();
  const open = [...(graph.get(thread) ?? [])];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (next === thread) return true;
    if (seen.has(next)) continue;
    seen.add(next);
    open.push(...(graph.get(next) ?? []));
  }
  return false;
}
