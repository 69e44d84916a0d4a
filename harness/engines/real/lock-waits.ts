/**
 * Who waits for whom, as InnoDB sees it. `data_lock_waits` is live; `innodb_trx` and the `sys` view are caches that
 * never refresh while they are being read, so a poll of them can wait for ever.
 *
 * The thread that stands beside a record lock is the one that made the lock's entry, which need not be the one that
 * owns it: an UPDATE that moves a record remakes the locks of all who wait for it, and an INSERT's implicit lock is
 * written down by whoever runs into it. So waits are read by transaction. Which thread runs a transaction is told by
 * its table lock, which nobody takes for another.
 *
 * Waits for named locks are metadata locks. They are looked at only for runs in which somebody asks for one.
 */
import { Batch } from './batch.ts';
import { isEngineFailure, ServerUnsuitable } from './errors.ts';
import type { Lifeline } from './lifeline.ts';
import type { LockObserver } from './lock-observer.ts';
import type { MysqlConnection } from './mysql-connection.ts';
import { areNamedLocksOf, assertNamesAreShown, withNames } from './named-waits.ts';
import type { NameLine } from './named-waits.ts';

/** Waiting thread → the threads that it waits for. */
export type WaitGraph = ReadonlyMap<number, ReadonlySet<number>>;

export interface Waits {
  /** Everybody who waits. */
  readonly all: WaitGraph;
  /** Those who wait for rows, and for named locks. A circle through both is one that nobody ends. */
  readonly rows: WaitGraph;
  readonly names: WaitGraph;
}

/** A transaction's number: a string where it is too big for a number. */
type Transaction = number | string;
type Line = ['wait', waiting: Transaction, holding: Transaction] | ['thread', Transaction, thread: number] | NameLine;

interface Question {
  readonly database: string;
  readonly hasNames: boolean;
}

export class LockWaits implements LockObserver {
  readonly #control: MysqlConnection;
  readonly #explain: (error: unknown) => never;
  readonly #batch: Batch<Question, Waits>;
  #showsNames = false;

  constructor(control: MysqlConnection, lifeline: Lifeline) {
    this.#control = control;
    this.#explain = (error) => {
      throw lifeline.lost('mysql', isEngineFailure(error) ? error : unobservable(error));
    };
    this.#batch = new Batch<Question, Waits>(async (questions) => {
      const waits = toWaits(await control.query<Line>(queryFor(questions)).catch(this.#explain));
      return questions.map(() => waits);
    });
  }

  /**
   * Who waits at a moment after this call, as far as it concerns this database.
   * @param hasNames somebody asks for a named lock there
   */
  observe(database: string, hasNames: boolean): Promise<Waits> {
    if (!hasNames || this.#showsNames) return this.#batch.ask({ database, hasNames });
    return this.#checkNames().then(() => this.#batch.ask({ database, hasNames }));
  }

  async #checkNames(): Promise<void> {
    await assertNamesAreShown(this.#control).catch(this.#explain);
    this.#showsNames = true;
  }

  /** How often InnoDB has looked for deadlocks so far: when a wait begins, and about once a second. */
  async deadlockRounds(): Promise<number> {
    const sql = "SELECT count FROM information_schema.innodb_metrics WHERE name = 'lock_deadlock_rounds'";
    const [row] = await this.#control.query<[number]>(sql).catch(this.#explain);
    return row?.[0] ?? 0;
  }
}

function queryFor(questions: readonly Question[]): string {
  const names = questions.map(({ database }) => `'${database}'`).join(',');
  const named = questions.flatMap(({ database, hasNames }) => (hasNames ? database : []));
  return (
    // Named locks first: whoever waits for one has let go of all rows that its statement lets go of.
    (named.length === 0
      ? ''
      : 'SELECT lock_status, object_name, owner_thread_id FROM performance_schema.metadata_locks ' +
        `WHERE ${areNamedLocksOf(named)} UNION `) +
    "SELECT 'wait', requesting_engine_transaction_id, blocking_engine_transaction_id FROM performance_schema.data_lock_waits " +
    "UNION SELECT 'thread', engine_transaction_id, thread_id FROM performance_schema.data_locks " +
    `WHERE lock_type = 'TABLE' AND object_schema IN (${names})`
  );
}

function unobservable(error: unknown): ServerUnsuitable {
  const fix = 'GRANT SELECT ON performance_schema.* to the user, and keep performance_schema ON';
  return new ServerUnsuitable('mysql', 'lock waits cannot be observed', fix, error);
}

function toWaits(lines: readonly Line[]): Waits {
  // Beside names, which are texts, numbers of transactions come as texts as well.
  const threads = new Map<string, number>();
  const names: NameLine[] = [];
  for (const line of lines) {
    if (line[0] === 'thread') threads.set(String(line[1]), line[2]);
    else if (line[0] !== 'wait') names.push(line);
  }
  const rows = new Map<number, Set<number>>();
  for (const [kind, waiting, holding] of lines) {
    if (kind === 'wait') addWait(rows, threads.get(String(waiting)), threads.get(String(holding)));
  }
  return withNames(rows, names);
}

function addWait(graph: Map<number, Set<number>>, from: number | undefined, to: number | undefined): void {
  if (from === undefined || to === undefined) return;
  const holders = graph.get(from);
  if (holders === undefined) graph.set(from, new Set([to]));
  else holders.add(to);
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
