/**
 * What statements do to rows: read versions, lock, write, commit, roll back. One object is one table; that of `items` also
 * ends transactions, for all tables.
 */
import { append } from '../../../short-list.ts';
import type { EngineStep, Row, RowChange, RowId } from '../../engine.ts';
import { type Column, type RowData, shown, type Table } from './catalogue.ts';
import type { Execution } from './execution.ts';
import { type Lock, type LockKind, type LockMode, LockTable } from './locks.ts';
import type { NamedLocks } from './named-locks.ts';
import { RowStore } from './rows.ts';
import type { Session } from './session.ts';
import { type Mark, Transaction } from './transaction.ts';

/** Is told of each commit that changed rows, in commit order. */
export interface CommitLog {
  committed(step: EngineStep, changes: readonly RowChange[]): void;
}

/** The session of a replica's applier: no client has it. */
const APPLIER = -1;
const NO_ROWS: readonly Row[] = [];

/** What the tables of one server have in common. */
interface Shared {
  commits: number;
  waits: number;
  /** Tables besides `items`; null in nearly every run. */
  others: Map<Table, Database> | null;
}

export class Database {
  readonly rows: RowStore;
  /** Made by the first transaction that keeps locks: without one, nothing can conflict. */
  locks: LockTable | null = null;
  /** Statements whose wait is over, in the order in which they were let go. */
  readonly runnable: Execution[];
  /** Made by the first GET_LOCK. Of `items` alone: they are locks of the server. */
  names: NamedLocks | null = null;
  /** The last number that the primary key was given, or gave itself. */
  lastId = 0;
  /** Null: this is `items`. */
  readonly #own: Table | null;
  readonly #shared: Shared;
  readonly #log: CommitLog;

  constructor(rows: readonly Row[], log: CommitLog, own: Table | null = null, main?: Database) {
    this.rows = new RowStore(rows);
    this.#log = log;
    this.#own = own;
    this.runnable = main?.runnable ?? [];
    this.#shared = main === undefined ? { commits: 0, waits: 0, others: null } : main.#shared;
  }

  /** Another table of the same server, which is empty when it is asked for first. */
  other(table: Table): Database {
    const { others } = this.#shared;
    const known = others?.get(table);
    if (known !== undefined) return known;
    const made = new Database(NO_ROWS, this.#log, table, this);
    if (others === null) this.#shared.others = new Map([[table, made]]);
    else others.set(table, made);
    return made;
  }

  /** The row that a consistent read sees. */
  read(id: number, transaction: Transaction | null): RowData | null {
    return this.rows.visible(id, this.snapshotOf(transaction), transaction);
  }

  /** The number of the last commit that a consistent read sees. */
  snapshotOf(transaction: Transaction | null): number {
    if (transaction === null || transaction.isolation === 'READ COMMITTED') return this.#shared.commits;
    transaction.snapshot ??= this.#shared.commits;
    return transaction.snapshot;
  }

  /** The newest committed row. */
  committed(id: number): RowData | null {
    return this.rows.visible(id, this.#shared.commits, null);
  }

  /**
   * Locks for a statement. False: it has to wait.
   * An autocommitted statement holds its locks only while it runs, so that it needs none where nobody else has any.
   */
  lock(execution: Execution, id: number, mode: LockMode, kind: LockKind): boolean {
    const lock = this.acquire(execution, id, mode, kind);
    return lock === null || lock.waiting === null;
  }

  /** Like `lock`; returns the new lock. */
  acquire(execution: Execution, id: number, mode: LockMode, kind: LockKind): Lock | null {
    const transaction = execution.transaction as Transaction;
    if (this.locks === null) {
      if (transaction.isAutocommit) return null;
      this.locks = new LockTable();
    }
    const lock = this.locks.acquire(execution, transaction, id, mode, kind);
    if (lock !== null && lock.waiting !== null) {
      execution.waitingFor = lock;
      transaction.waitNumber = ++this.#shared.waits;
    }
    return lock;
  }

  /** Gives a lock back before the transaction ends. */
  unlock(lock: Lock): void {
    lock.transaction.removeLock(lock);
    this.release(lock);
  }

  release(lock: Lock): void {
    if (this.locks !== null) for (const execution of this.locks.release(lock)) this.#letGo(execution);
  }

  /** Takes the lock that a statement waits for out of its queue. The locks that the statement got before stay. */
  stopWaiting(execution: Execution): void {
    const { waitingFor, transaction } = execution;
    execution.waitingFor = null;
    if (waitingFor === null || transaction === null) return;
    transaction.blockedBy = null;
    transaction.lockStructures--;
    this.unlock(waitingFor);
  }

  #letGo(execution: Execution): void {
    execution.waitingFor = null;
    (execution.transaction as Transaction).blockedBy = null;
    this.runnable.push(execution);
  }

  /** Writes a row version into a record that is there. The caller holds the lock. */
  change(transaction: Transaction, id: number, row: RowData | null): void {
    if (this.locks !== null && row !== null && !isSameSize(this.rows.newest(id), row, this.#own)) this.locks.move(id);
    this.rows.write(id, row, transaction);
    if (this.#own === null) transaction.written = append(transaction.written, id);
    else transaction.elsewhere = append(transaction.elsewhere, { table: this, id });
  }

  /** Adds a record. The caller has asked for the gap. */
  insert(transaction: Transaction, id: number, row: RowData): void {
    const { locks } = this;
    const isNew = !this.rows.hasRecord(id);
    this.change(transaction, id, row);
    if (locks === null) {
      if (transaction.isAutocommit) return;
      this.locks = new LockTable();
    }
    if (isNew) this.locks?.split(id, this.rows.successor(id));
    this.locks?.addImplicit(transaction, id);
  }

  log(transaction: Transaction, type: RowChange['type'], before: RowData | null, after: RowData | null): void {
    const row = (before ?? after) as unknown as Row;
    let change: RowChange = { type, id: row.id, before: before as Row | null, after: after as Row | null };
    if (this.#own !== null) {
      const own = this.#own;
      const asRow = (data: RowData | null) => (data === null ? null : (shown(own, data) as unknown as Row));
      const id = (before ?? after)![own.primaryKey] as RowId;
      change = { type, table: own.name, id, before: asRow(before), after: asRow(after) };
    }
    transaction.changes = append(transaction.changes, change);
  }

  /** @param step the statement that commits it. */
  commit(transaction: Transaction, step: EngineStep): void {
    transaction.isActive = false;
    const { written, elsewhere } = transaction;
    if (written.length > 0 || elsewhere.length > 0) transaction.committedAt = ++this.#shared.commits;
    if (transaction.changes.length > 0) this.#log.committed(step, transaction.changes);
    if (this.locks !== null) for (const id of written) if (this.rows.newest(id) === null) this.rows.unpurged.push(id);
    for (const { table, id } of elsewhere) if (table.rows.newest(id) === null) table.rows.unpurged.push(id);
    if (this.locks !== null || this.#shared.others !== null) this.#releaseAll(transaction);
  }

  /** What a replica does with a transaction of the primary: its rows change all at once. Nobody holds locks on a replica. */
  apply(changes: readonly RowChange[]): void {
    const transaction = new Transaction(APPLIER, 'READ COMMITTED', false, true);
    for (const { id, after } of changes) {
      if (after?.id !== id) this.rows.write(id as number, null, transaction);
      if (after !== null) this.rows.write(after.id as number, after as unknown as RowData, transaction);
    }
    transaction.isActive = false;
    transaction.committedAt = ++this.#shared.commits;
  }

  /** InnoDB's purge takes deleted records away soon after; here, when those who waited for them have gone on. */
  purge(): void {
    const { unpurged } = this.rows;
    while (unpurged.length > 0) this.#mergeIfGone(unpurged.pop() as number);
    if (this.#own === null) this.#shared.others?.forEach((table) => table.purge());
  }

  /** A row that is there when the run begins. */
  seed(id: number, row: RowData): void {
    this.rows.write(id, row, BEFORE_THE_RUN);
  }

  /** Forgets row versions that no transaction can see any more, of the rows that were written since the last time. */
  prune(ids: Iterable<number>, oldest: number): void {
    for (const id of ids) this.rows.prune(id, Math.min(oldest, this.#shared.commits));
  }

  /** Of the tables besides `items`, which hold few rows when their work is done. */
  pruneOthers(oldest: number): void {
    this.#shared.others?.forEach((table) => table.prune(table.rows.changed, oldest));
  }

  /** Commits the session's open transaction, if there is one. */
  commitOpen(session: Session, step: EngineStep): void {
    const { transaction } = session;
    session.transaction = null;
    if (transaction !== null) this.commit(transaction, step);
  }

  /** Rolls back everything, and forgets the statement that waits. */
  rollback(transaction: Transaction): void {
    this.rollbackTo(transaction, NOTHING_DONE);
    transaction.isActive = false;
    this.#releaseAll(transaction);
  }

  rollbackTo(transaction: Transaction, mark: Mark): void {
    const { written, elsewhere } = transaction;
    while (written.length > mark.written) this.#undo(written.pop() as number);
    while (elsewhere.length > mark.elsewhere) {
      const { table, id } = elsewhere.pop()!;
      table.#undo(id);
    }
    transaction.changes.length = mark.changes;
  }

  #undo(id: number): void {
    this.rows.undo(id);
    if (this.locks !== null) this.#mergeIfGone(id);
  }

  #mergeIfGone(id: number): void {
    if (this.locks === null || this.rows.hasRecord(id)) return;
    for (const execution of this.locks.merge(id, this.rows.successor(id))) this.#letGo(execution);
  }

  #releaseAll(transaction: Transaction): void {
    transaction.blockedBy = null;
    const { others } = this.#shared;
    for (const lock of transaction.takeLocks()) {
      this.release(lock);
      others?.forEach((table) => table.release(lock));
    }
  }
}

const BEFORE_THE_RUN = new Transaction(APPLIER, 'READ COMMITTED', false, true);
BEFORE_THE_RUN.isActive = false;
BEFORE_THE_RUN.committedAt = 0;

const NOTHING_DONE: Mark = { changes: 0, written: 0, elsewhere: 0 };

/** Numbers always take the same room. @param own null: `items` */
function isSameSize(before: RowData | null, after: RowData, own: Table | null): boolean {
  if (before === null) return true;
  if (own !== null) return own.columns.every((column) => sizeOf(column, before) === sizeOf(column, after));
  for (const column in after) {
    const [left, right] = [before[column], after[column]];
    if (typeof left === 'string' && Buffer.byteLength(left) !== Buffer.byteLength(right as string)) return false;
  }
  return true;
}

function sizeOf({ name, kind, members, isPadded, charactersMax }: Column, row: RowData): number {
  const value = row[name] ?? null;
  if (value === null) return 0;
  if (typeof value === 'number' || members !== undefined || (kind !== undefined && kind !== 'json')) return 1;
  // How long JSON is in InnoDB's form is not worked out: it counts as moved when it changes.
  if (kind === 'json') return [...value].reduce((hash, character) => (hash * 31 + character.codePointAt(0)!) % 1e9, 7);
  return isPadded === true ? Math.max(charactersMax, Buffer.byteLength(value)) : Buffer.byteLength(value);
}
