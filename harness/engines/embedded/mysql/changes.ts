/** Adding and changing one record: what INSERT, REPLACE and UPDATE have in common. */
import type { SqlValue } from '../../engine.ts';
import { idOf, type RowData, type Table } from './catalogue.ts';
import type { Database } from './database.ts';
import { duplicateEntry } from './errors.ts';
import { checkUnique } from './indexes.ts';
import type { Execution } from './execution.ts';
import type { Transaction } from './transaction.ts';

/** @param isShared the lock that a duplicate takes: to fail, a shared one is enough. */
export function addRecord(
  table: Table,
  execution: Execution,
  database: Database,
  id: number,
  row: RowData,
  isShared: boolean,
): 'added' | 'duplicate' | 'waits' {
  const { rows } = database;
  if (rows.hasRecord(id)) {
    if (!database.lock(execution, id, isShared ? 'shared' : 'exclusive', 'record')) return 'waits';
    // While we waited the record may have gone, or its deletion may have been committed or rolled back.
    if (rows.newest(id) !== null) return 'duplicate';
    if (rows.hasRecord(id) && !database.lock(execution, id, 'exclusive', 'record')) return 'waits';
  }
  if (!rows.hasRecord(id) && !database.lock(execution, rows.successor(id), 'exclusive', 'insert')) return 'waits';
  if (table.indexes !== undefined) checkUnique(table, database, execution.transaction as Transaction, id, row);
  database.insert(execution.transaction as Transaction, id, row);
  return 'added';
}

/** Writes a row that is not as it was, under a new key if need be. False: it has to wait. */
export function changeRow(
  table: Table,
  execution: Execution,
  database: Database,
  before: RowData,
  after: RowData,
): boolean {
  const transaction = execution.transaction as Transaction;
  const [oldId, newId] = [idOf(table, before), idOf(table, after)];
  if (newId === oldId) {
    if (table.indexes !== undefined) checkUnique(table, database, transaction, oldId, after);
    database.change(transaction, oldId, after);
  } else {
    // Done before, if we have waited for the new place.
    if (database.rows.newest(oldId) !== null) database.change(transaction, oldId, null);
    const outcome = addRecord(table, execution, database, newId, after, true);
    if (outcome === 'waits') return false;
    if (outcome === 'duplicate') throw duplicateEntry(after[table.primaryKey] as SqlValue, table.name);
  }
  database.log(transaction, 'update', before, after);
  return true;
}

export function isSameRow(left: RowData, right: RowData, { columns }: Table): boolean {
  for (const { name } of columns) if (left[name] !== right[name]) return false;
  return true;
}
