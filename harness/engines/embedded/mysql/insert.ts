/** INSERT, INSERT IGNORE, INSERT … ON DUPLICATE KEY UPDATE and REPLACE. */
import type { MysqlReply, SqlValue } from '../../engine.ts';
import { NotEmbedded } from '../not-embedded.ts';
import { type Ast, listOf } from './ast.ts';
import { type Column, findColumn, idOf, type RowData, type Table } from './catalogue.ts';
import { addRecord, isSameRow, changeRow } from './changes.ts';
import { type Assignment, assign, compileValue, defaultOf } from './columns.ts';
import type { Database } from './database.ts';
import type { Store } from './stores.ts';
import { badField, duplicateEntry, fieldTwice, noDefault, noSuchTable, SqlError, valueCount } from './errors.ts';
import { checkUnique, DuplicateInIndex } from './indexes.ts';
import type { Execution, Statement } from './execution.ts';
import type { Environment, Expression } from './expression.ts';
import { rejectClauses, tableOf } from './tables.ts';
import type { Transaction } from './transaction.ts';
import { changed, type Changes, compileAssignments, planChanges } from './update.ts';

type OnDuplicate = 'fail' | 'ignore' | 'replace' | 'update';

interface InsertPlan {
  readonly table: Table;
  readonly rows: readonly (readonly Assignment[])[];
  readonly onDuplicate: OnDuplicate;
  /** To the row that is there already; of ON DUPLICATE KEY UPDATE. */
  readonly changes: Changes;
}

const NO_ROW: RowData = {};

export function compileInsert(node: Ast, base: Environment): Statement {
  rejectClauses(node, ['partition', 'returning', 'with'], base.sql);
  const { table, alias } = tableOf(node.table, base);
  if (table === null) throw noSuchTable('');
  const environment: Environment = { ...base, table, alias, strict: true, clause: 'field list' };
  const isIgnore = /ignore/i.test(String(node.prefix ?? ''));
  const update = node.on_duplicate_update as { readonly set: readonly Ast[] } | null | undefined;
  if (isIgnore && update) throw new NotEmbedded(`IGNORE with ON DUPLICATE KEY UPDATE in: ${base.sql}`);
  const plan: InsertPlan = {
    table,
    rows: compileRows(node, table, environment, isIgnore),
    onDuplicate: node.type === 'replace' ? 'replace' : update ? 'update' : isIgnore ? 'ignore' : 'fail',
    changes: planChanges(table, update ? compileAssignments(update.set, table, environment) : []),
  };
  return { needs: 'writes', run: (execution, database) => runInsert(plan, execution, database) };
}

function compileRows(
  node: Ast,
  table: Table,
  environment: Environment,
  isIgnore: boolean,
): readonly (readonly Assignment[])[] {
  const set = node.set as readonly Ast[] | undefined;
  const values = node.values as Ast | undefined;
  if (set === undefined && values?.type !== 'values') throw new NotEmbedded(`INSERT … SELECT: ${environment.sql}`);
  const names = set?.map((item) => String(item.column)) ?? (node.columns as readonly string[] | null);
  const columns = names === null ? table.columns : namedColumns(names, table);
  const lists = set === undefined ? (values?.value ?? values?.values) : null;
  const rows =
    set === undefined ? (lists as readonly Ast[]).map((row) => listOf(row)) : [set.map((item) => item.value as Ast)];
  return rows.map((row, index) => {
    if (row.length !== columns.length) throw valueCount(index + 1);
    const given = columns.map((column, at) => {
      const assignment = assign(column, insertedValue(row[at] as Ast, column, environment));
      return table.countsUp === true && column.name === table.primaryKey ? countingUp(assignment) : assignment;
    });
    if (isIgnore) refuseBadValues(row, environment);
    return [...given, ...defaults(table, columns)];
  });
}

/** NULL asks for the next number, too. */
function countingUp({ column, evaluate, store }: Assignment): Assignment {
  return { column, evaluate, store: (value, rowNumber) => store(value ?? 0, rowNumber) };
}

/** IGNORE turns bad values into warnings and stores something near them. Only what is surely good is let through. */
function refuseBadValues(row: readonly Ast[], environment: Environment): void {
  if (row.some((value) => value.type === 'null')) throw new NotEmbedded(`IGNORE with NULL in: ${environment.sql}`);
}

function namedColumns(names: readonly string[], table: Table): readonly Column[] {
  const seen = new Set<string>();
  return names.map((name) => {
    const column = findColumn(table, name);
    if (column === undefined) throw badField(name, 'field list');
    if (seen.has(column.name)) throw fieldTwice(name);
    seen.add(column.name);
    return column;
  });
}

function insertedValue(node: Ast, column: Column, environment: Environment): Expression {
  const expression = compileValue(node, column, environment);
  if (!expression.constant) throw new NotEmbedded(`a column in the VALUES of: ${environment.sql}`);
  return expression;
}

function defaults(table: Table, given: readonly Column[]): readonly Assignment[] {
  return table.columns
    .filter((column) => !given.includes(column))
    .map((column) => {
      if (column.default !== undefined || column.startsAsNow === true) return assign(column, defaultOf(column));
      // An error at run time only: MySQL checks the other values of the row first.
      const fail = (): never => {
        throw noDefault(column.name);
      };
      return { column: column.name, evaluate: fail, store: fail };
    });
}

function runInsert(plan: InsertPlan, execution: Execution, database: Database): MysqlReply | null {
  const transaction = execution.transaction as Transaction;
  transaction.countTableLock('exclusive');
  for (; execution.next < plan.rows.length; execution.next++) {
    const row = buildRow(plan, execution, database);
    const id = idOf(plan.table, row);
    const added = addOrMeet(plan, execution, database, id, row);
    if (added === 'waits') return null;
    const { outcome, existing } = added;
    const isGenerated = execution.generatedId !== 0;
    execution.generatedId = 0;
    const affectedBefore = execution.affectedRows;
    if (outcome === 'added') {
      database.log(transaction, 'insert', null, row);
      execution.affectedRows++;
    } else if (!resolveDuplicate(plan, execution, database, existing, row)) return null;
    if (plan.table.countsUp === true)
      noteId(plan, execution, outcome, existing, isGenerated, execution.affectedRows - affectedBefore);
  }
  return { kind: 'ok', affectedRows: execution.affectedRows, changedRows: 0, insertId: execution.insertId };
}

/** Adds the row, or finds the one that is in its way: of the same key, or of the same entry in an index. */
function addOrMeet(
  { table, onDuplicate }: InsertPlan,
  execution: Execution,
  database: Database,
  id: number,
  row: RowData,
): 'waits' | { readonly outcome: 'added' | 'duplicate'; readonly existing: number } {
  try {
    const isShared = onDuplicate === 'fail' || onDuplicate === 'ignore';
    const outcome = addRecord(table, execution, database, id, row, isShared);
    return outcome === 'waits' ? 'waits' : { outcome, existing: id };
  } catch (error) {
    if (!(error instanceof DuplicateInIndex) || onDuplicate === 'fail') throw error;
    if (onDuplicate === 'replace') throw new NotEmbedded(`REPLACE of the row of another key in ${table.name}`);
    return { outcome: 'duplicate', existing: error.id };
  }
}

/** The number that the client is told of: the first that was generated, else that of the last row that was written. */
function noteId(
  { rows, onDuplicate, table }: InsertPlan,
  execution: Execution,
  outcome: 'added' | 'duplicate',
  id: number,
  isGenerated: boolean,
  affected: number,
): void {
  if (outcome === 'added') {
    if (!isGenerated) execution.insertId = id;
    return;
  }
  if (isGenerated && rows.length > 1) throw new NotEmbedded(`a duplicate among several new rows of ${table.name}`);
  const isWritten = onDuplicate === 'replace' || (onDuplicate === 'update' && affected > 1);
  if (isWritten) execution.insertId = id;
  else if (isGenerated) execution.insertId = 0;
}

/** MySQL removes every row that is in the way, of whatever key. */
function refuseToReplace(table: Table, database: Database, transaction: Transaction, id: number, row: RowData): void {
  try {
    checkUnique(table, database, transaction, id, row);
  } catch (error) {
    if (error instanceof DuplicateInIndex) throw new NotEmbedded(`REPLACE of several rows of ${table.name}`);
    throw error;
  }
}

/** IGNORE stores something near to a bad value. */
function storeOrRefuse(store: Store, value: SqlValue, rowNumber: number, onDuplicate: OnDuplicate): SqlValue {
  try {
    return store(value, rowNumber);
  } catch (error) {
    if (onDuplicate === 'ignore' && error instanceof SqlError) throw new NotEmbedded(`IGNORE where: ${error.message}`);
    throw error;
  }
}

function buildRow({ table, rows, onDuplicate }: InsertPlan, execution: Execution, database: Database): RowData {
  const values: Record<string, SqlValue> = {};
  for (const column of table.columns) values[column.name] = null;
  for (const { column, evaluate, store } of rows[execution.next] as readonly Assignment[]) {
    values[column] = storeOrRefuse(store, evaluate(NO_ROW, execution), execution.next + 1, onDuplicate);
  }
  if (table.countsUp === true)
    values[table.primaryKey] = nextId(values[table.primaryKey] as number, execution, database);
  return values;
}

/** AUTO_INCREMENT: numbers go up in the order of asking, and one that was given and not used is not given again. */
function nextId(given: number, execution: Execution, database: Database): number {
  if (given !== 0) database.lastId = Math.max(database.lastId, given);
  else if (execution.generatedId === 0) execution.generatedId = ++database.lastId;
  if (given !== 0) return given;
  if (execution.insertId === 0) execution.insertId = execution.generatedId;
  return execution.generatedId;
}

/** False: it has to wait (for the record that an update of the key moves the row to). */
function resolveDuplicate(
  plan: InsertPlan,
  execution: Execution,
  database: Database,
  id: number,
  row: RowData,
): boolean {
  const transaction = execution.transaction as Transaction;
  const existing = database.rows.newest(id) as RowData;
  switch (plan.onDuplicate) {
    case 'fail':
      throw duplicateEntry(row[plan.table.primaryKey] as SqlValue, plan.table.name);
    case 'ignore':
      return true;
    case 'replace':
      // With no other key to collide with, MySQL updates the row in place and counts a deletion if that changes it.
      execution.affectedRows++;
      if (isSameRow(existing, row, plan.table)) return true;
      refuseToReplace(plan.table, database, transaction, id, row);
      execution.affectedRows++;
      database.change(transaction, id, row);
      database.log(transaction, 'update', existing, row);
      return true;
    case 'update': {
      execution.incoming = row;
      const after = changed(existing, plan.changes, execution, execution.next + 1);
      if (after !== null && !changeRow(plan.table, execution, database, existing, after)) return false;
      // mysql2 asks for FOUND_ROWS: a row that stays as it is counts as one.
      execution.affectedRows += after === null ? 1 : 2;
      return true;
    }
  }
}
