/**
 * Who waits for whom, as InnoDB sees it. `data_lock_waits` is live; `innodb_trx` and the `sys` view are caches that
 * never refresh while they are being read, so a poll of them can wait for ever.
 *
 * The thread that stands beside a record lock is the one that made the lock's entry, which need not be the one that
 * owns it: an UPDATE that moves a record remakes the locks of all who wait for it, and an INSERT's implicit lock is
 * written down by whoever runs into it. So waits are read by transaction. Which thread runs a transaction is told by
 * its table lock, which nobody takes for another.
 */
import { Batch } from './batch.ts';
import { isEngineFailure, ServerUnsuitable } from './errors.ts';
import type { Lifeline } from './lifeline.ts';
import type { LockObserver } from './lock-observer.ts';
import type { MysqlConnection } from './mysql-connection.ts';

/** Waiting thread → the threads that it waits for. */
export type WaitGraph = ReadonlyMap<number, ReadonlySet<number>>;

/** A transaction's number: a string where it is too big for a number. */
type Transaction = number | string;
type Line = ['wait', waiting: Transaction, holding: Transaction] | ['thread', Transaction, thread: number];

export class LockWaits implements LockObserver {
  readonly #control: MysqlConnection;
  readonly #explain: (error: unknown) => never;
  readonly #batch: Batch<string, WaitGraph>;

  constructor(control: MysqlConnection, lifeline: Lifeline) {
    this.#control = control;
    this.#explain = (error) => {
      throw lifeline.lost('mysql', isEngineFailure(error) ? error : unobservable(error));
    };
    this.#batch = new Batch<string, WaitGraph>(async (databases) => {
      const graph = toGraph(await control.query<Line>(queryFor(databases)).catch(this.#explain));
      return databases.map(() => graph);
    });
  }

  /** The graph at a moment after this call, as far as it concerns this database. */
  observe(database: string): Promise<WaitGraph> {
    return this.#batch.ask(database);
  }

  /** How often InnoDB has looked for deadlocks so far: when a wait begins, and about once a second. */
  async deadlockRounds(): Promise<number> {
    const sql = "SELECT count FROM information_schema.innodb_metrics WHERE name = 'lock_deadlock_rounds'";
    const [row] = await this.#control.query<[number]>(sql).catch(this.#explain);
    return row?.[0] ?? 0;
  }
}

function queryFor(databases: readonly string[]): string {
  const names = databases.map((name) => `'${name}'`).join(',');
  return (
    "SELECT 'wait', requesting_engine_transaction_id, blocking_engine_transaction_id FROM performance_schema.data_lock_waits " +
    "UNION SELECT 'thread', engine_transaction_id, thread_id FROM performance_schema.data_locks " +
    `WHERE lock_type = 'TABLE' AND object_schema IN (${names})`
  );
}

function unobservable(error: unknown): ServerUnsuitable {
  const fix = 'GRANT SELECT ON performance_schema.* to the user, and keep performance_schema ON';
  return new ServerUnsuitable('mysql', 'lock waits cannot be observed', fix, error);
}

function toGraph(lines: readonly Line[]): WaitGraph {
  const threads = new Map<Transaction, number>();
  for (const [kind, transaction, thread] of lines) if (kind === 'thread') threads.set(transaction, thread);
  const graph = new Map<number, Set<number>>();
  for (const [kind, waiting, holding] of lines) {
    const [from, to] = [threads.get(waiting), threads.get(holding)];
    if (kind !== 'wait' || from === undefined || to === undefined) continue;
    const holders = graph.get(from);
    if (holders === undefined) graph.set(from, new Set([to]));
    else holders.add(to);
  }
  return graph;
}

/**
 * A deadlock that InnoDB has not resolved yet: its detector runs in a thread of its own. Or one that it does not see,
 * because of those whom a transaction waits for it remembers one: that one lasts until the one remembered ends.
 */
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
