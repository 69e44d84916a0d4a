/**
 * Finds the rows of a statement that locks them: SELECT … FOR UPDATE, UPDATE, DELETE.
 * Every record that it looks at is locked, whether it matches or not, as InnoDB does it; READ COMMITTED gives the locks
 * of records that do not match back.
 */
import { append } from '../../../short-list.ts';
import { NotEmbedded } from '../not-embedded.ts';
import type { Access, Range, Ranges } from './access.ts';
import type { RowData, Table } from './catalogue.ts';
import type { Database } from './database.ts';
import { lockNowait } from './errors.ts';
import type { Execution } from './execution.ts';
import { type Evaluate, isTrue } from './expression.ts';
import { type LockKind, type LockMode, SUPREMUM } from './locks.ts';
import type { Transaction } from './transaction.ts';

export interface LockingScan {
  readonly where: Evaluate | null;
  readonly mode: LockMode;
  readonly onConflict: 'wait' | 'nowait' | 'skip';
  readonly isDescending: boolean;
  /** An UPDATE under READ COMMITTED first looks at the committed row and waits only when that matches. */
  readonly isSemiConsistent: boolean;
  /** A SELECT by the whole key: MySQL reads the row while it plans, and keeps its lock whether the row matches or not. */
  readonly isReadEarly: boolean;
  /** Stop after so many; Infinity for all. */
  readonly limit: number;
  /** Changes each row as soon as it is found, before the next one is locked. */
  readonly apply: ((row: RowData, execution: Execution, database: Database) => void) | null;
}

/**
 * Of a key of texts, and where there are indexes, we know what one row's statement locks. Others are let through while nobody can be
 * in anybody's way.
 */
export function refuseScan(
  { keys, name }: Table,
  usesIndex: boolean,
  { kind }: Access,
  { transaction }: Execution,
  { locks }: Database,
): void {
  if ((keys === undefined && !usesIndex) || kind === 'point') return;
  if (transaction?.isAutocommit === true && locks === null) return;
  throw new NotEmbedded(`which rows of ${name} are locked by a statement that is not about one row by its key`);
}

/** Fills `execution.found`. False: it has to wait. */
export function scanLocking(execution: Execution, database: Database, scan: LockingScan, ranges: Ranges): boolean {
  execution.found ??= [];
  if (scan.isDescending) return scanDescending(execution, database, scan, ranges);
  for (; execution.range < ranges.length; execution.range++) {
    const range = ranges[execution.range] as Range;
    const isDone =
      range.low === range.high
        ? scanPoint(execution, database, scan, range.low)
        : scanRange(execution, database, scan, range);
    if (!isDone) return false;
    if (execution.found.length >= scan.limit) return true;
    execution.position = null;
  }
  return true;
}

export function scanPoint(execution: Execution, database: Database, scan: LockingScan, id: number): boolean {
  execution.found ??= [];
  if (database.rows.hasRecord(id) && execution.position === null) {
    const visited = visit(execution, database, scan, id, 'record', true);
    if (visited === 'waits') return false;
    if (visited === 'seen') return true;
    // A record that is skipped makes InnoDB look at the next one.
    execution.position = id;
  }
  return lockGap(execution, database, scan, database.rows.successor(id));
}

function scanRange(execution: Execution, database: Database, scan: LockingScan, range: Range): boolean {
  const { rows } = database;
  const isReadCommitted = (execution.transaction as Transaction).isolation === 'READ COMMITTED';
  const isFirst = execution.position === null;
  let id =
    execution.position ?? (range.isLowIncluded && rows.hasRecord(range.low) ? range.low : rows.successor(range.low));
  // A record that went while we waited for it is passed over.
  if (!isFirst && id !== SUPREMUM && !rows.hasRecord(id)) id = rows.successor(id);
  while (id < range.high || (id === range.high && range.isHighIncluded && id !== SUPREMUM)) {
    execution.position = id;
    const isLive = rows.newest(id) !== null;
    const visited = visit(execution, database, scan, id, id === range.low ? 'record' : 'next-key', false);
    if (visited === 'waits') return false;
    if ((execution.found as RowData[]).length >= scan.limit) return true;
    // The range's last record ends the scan, but for a glance at the end of the index. READ COMMITTED goes on all the same.
    const isLast = id === range.high && isLive && visited === 'seen' && !isReadCommitted;
    if (isLast) return rows.successor(id) !== SUPREMUM || lockGap(execution, database, scan, SUPREMUM);
    id = rows.successor(id);
    execution.position = id;
  }
  if (isReadCommitted) return passEnd(execution, database, scan, id);
  return lockGap(execution, database, scan, id);
}

/** READ COMMITTED locks the record after the range, finds that it is out of range, and gives it back. */
function passEnd(execution: Execution, database: Database, scan: LockingScan, end: number): boolean {
  const transaction = execution.transaction as Transaction;
  let id = end;
  while (id !== SUPREMUM && database.locks?.isInTheWay(transaction, id, scan.mode, 'record') === true) {
    if (scan.onConflict === 'nowait') throw lockNowait();
    if (scan.isSemiConsistent) return true;
    if (scan.onConflict === 'wait') break;
    id = database.rows.successor(id);
  }
  if (id === SUPREMUM) return true;
  execution.position = id;
  const lock = database.acquire(execution, id, scan.mode, 'record');
  if (lock !== null && lock.waiting !== null) return false;
  if (lock !== null) database.unlock(lock);
  return true;
}

function scanDescending(execution: Execution, database: Database, scan: LockingScan, ranges: Ranges): boolean {
  const [range] = ranges;
  if (ranges.length !== 1 || range?.low !== -SUPREMUM || range.high !== SUPREMUM) {
    throw new NotEmbedded('a locking statement that reads a part of the primary key backwards');
  }
  if (execution.position === null && !lockGap(execution, database, scan, SUPREMUM)) return false;
  const last = execution.position ?? SUPREMUM;
  for (const id of database.rows.ids.toReversed()) {
    if (id > last || !database.rows.hasRecord(id)) continue;
    execution.position = id;
    if (visit(execution, database, scan, id, 'next-key', false) === 'waits') return false;
    if ((execution.found as RowData[]).length >= scan.limit) return true;
    execution.position = id - 1;
  }
  return true;
}

/** Locks one record and keeps its row if it matches. */
function visit(
  execution: Execution,
  database: Database,
  scan: LockingScan,
  id: number,
  kind: LockKind,
  isPoint: boolean,
): 'seen' | 'skipped' | 'waits' {
  const transaction = execution.transaction as Transaction;
  const isReadCommitted = transaction.isolation === 'READ COMMITTED';
  const lockKind = isReadCommitted ? 'record' : kind;
  if (database.locks?.isInTheWay(transaction, id, scan.mode, lockKind) === true) {
    if (scan.onConflict === 'nowait') throw lockNowait();
    if (scan.onConflict === 'skip') return 'skipped';
    if (isReadCommitted && scan.isSemiConsistent && !isPoint) {
      const committed = database.committed(id);
      if (committed === null || !matches(scan, committed, execution)) return 'seen';
    }
  }
  const lock = database.acquire(execution, id, scan.mode, lockKind);
  if (lock !== null && lock.waiting !== null) return 'waits';
  const row = database.rows.newest(id);
  if (row !== null && matches(scan, row, execution)) {
    execution.found = append(execution.found as RowData[], row);
    scan.apply?.(row, execution, database);
  } else if (isReadCommitted && !scan.isReadEarly && lock !== null) {
    // Not what the transaction held before, nor what the statement has waited for: InnoDB takes that for held, too.
    database.unlock(lock);
  }
  return 'seen';
}

function matches(scan: LockingScan, row: RowData, execution: Execution): boolean {
  return scan.where === null || isTrue(scan.where(row, execution));
}

/** Keeps others from inserting where we found nothing. READ COMMITTED does without. */
function lockGap(execution: Execution, database: Database, { mode }: LockingScan, successor: number): boolean {
  if ((execution.transaction as Transaction).isolation === 'READ COMMITTED') return true;
  return database.lock(execution, successor, mode, 'gap');
}
