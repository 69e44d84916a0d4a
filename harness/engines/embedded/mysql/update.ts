/** UPDATE and DELETE. */
import type { SqlValue } from '../../engine.ts';
import { type Access, planAccess, rangesOf } from './access.ts';
import type { Ast } from './ast.ts';
import { type Column, findColumn, idOf, type RowData, type Table } from './catalogue.ts';
import { changeRow } from './changes.ts';
import { type Assignment, assign, compileValue } from './columns.ts';
import type { Database } from './database.ts';
import { badField, noSuchTable } from './errors.ts';
import type { Execution, Statement } from './execution.ts';
import { asCondition, compileExpression, type Environment } from './expression.ts';
import { mayUseIndex } from './indexes.ts';
import { writeDateTime } from './moments.ts';
import { type Limit, planLimit, planOrder, type SortOrder } from './order.ts';
import { type LockingScan, refuseScan, scanLocking, scanPoint } from './scan.ts';
import { rejectClauses, tableOf } from './tables.ts';
import { instantOf } from './time-functions.ts';
import type { Transaction } from './transaction.ts';

interface TargetPlan {
  readonly table: Table;
  readonly access: Access;
  readonly scan: LockingScan;
  readonly order: SortOrder;
  readonly limit: Limit | null;
  readonly mayUseIndex: boolean;
}

export function compileUpdate(node: Ast, base: Environment): Statement {
  rejectClauses(node, ['with', 'from', 'returning'], base.sql);
  const { plan, environment } = compileTarget(node, node.table, base, true);
  const { table } = plan;
  const assignments = compileAssignments(node.set as readonly Ast[], table, environment);
  const changes = planChanges(table, assignments);
  const change = (before: RowData, execution: Execution, database: Database, rowNumber: number): boolean => {
    const after = changed(before, changes, execution, rowNumber);
    if (after === null) return true;
    if (!changeRow(table, execution, database, before, after)) return false;
    execution.changedRows++;
    return true;
  };
  // Rows that move in the key, or that are sorted first, are changed when all are found: else one could be met twice.
  const isTwoPhase = !plan.order.isByKey || assignments.some(({ column }) => column === table.primaryKey);
  const apply: LockingScan['apply'] = isTwoPhase
    ? null
    : (row, execution, database) => change(row, execution, database, execution.found?.length ?? 0);
  const scanned: TargetPlan = { ...plan, scan: { ...plan.scan, apply } };
  return {
    needs: 'writes',
    run: (execution, database) => {
      const found = findTargets(scanned, execution, database);
      if (found === null) return null;
      for (; isTwoPhase && execution.next < found.length; execution.next++) {
        if (!change(found[execution.next] as RowData, execution, database, execution.next + 1)) return null;
      }
      return { kind: 'ok', affectedRows: found.length, changedRows: execution.changedRows, insertId: 0 };
    },
  };
}

export function compileDelete(node: Ast, base: Environment): Statement {
  rejectClauses(node, ['with', 'returning'], base.sql);
  const { plan } = compileTarget(node, node.from, base, false);
  const remove = (row: RowData, { transaction }: Execution, database: Database): void => {
    database.change(transaction as Transaction, idOf(plan.table, row), null);
    database.log(transaction as Transaction, 'delete', row, null);
  };
  const isSorted = !plan.order.isByKey;
  const scanned: TargetPlan = { ...plan, scan: { ...plan.scan, apply: isSorted ? null : remove } };
  return {
    needs: 'writes',
    run: (execution, database) => {
      const found = findTargets(scanned, execution, database);
      if (found === null) return null;
      if (isSorted) for (const row of found) remove(row, execution, database);
      return { kind: 'ok', affectedRows: found.length, changedRows: 0, insertId: 0 };
    },
  };
}

function compileTarget(
  node: Ast,
  from: unknown,
  base: Environment,
  isUpdate: boolean,
): { readonly plan: TargetPlan; readonly environment: Environment } {
  const { table, alias } = tableOf(from, base);
  if (table === null) throw noSuchTable('');
  const environment: Environment = { ...base, table, alias, strict: true, clause: 'field list' };
  const inWhere: Environment = { ...environment, clause: 'where clause' };
  const where = (node.where as Ast | null) ?? null;
  const order = planOrder(node.orderby, environment, new Map());
  const condition = where === null ? null : compileExpression(where, inWhere);
  const access = planAccess(where, inWhere);
  const plan: TargetPlan = {
    table,
    access,
    scan: {
      where: condition === null || (access.kind === 'point' && access.isAll) ? null : asCondition(condition, base),
      mode: 'exclusive',
      onConflict: 'wait',
      isDescending: order.isDescending,
      isSemiConsistent: isUpdate,
      isReadEarly: false,
      limit: Number.POSITIVE_INFINITY,
      apply: null,
    },
    order,
    limit: planLimit(node.limit, environment),
    mayUseIndex: mayUseIndex(table, where),
  };
  return { plan, environment };
}

/** The rows to change, all locked; null: it has to wait. */
function findTargets(plan: TargetPlan, execution: Execution, database: Database): readonly RowData[] | null {
  // Going on after the scan, with rows that were found before the wait.
  if (execution.isScanned) return execution.found as RowData[];
  const { access } = plan;
  (execution.transaction as Transaction).countTableLock('exclusive');
  if (access.kind === 'point' && plan.limit === null) {
    const id = access.id(execution);
    if (id === null) execution.found = [];
    else if (!scanPoint(execution, database, plan.scan, id)) return null;
  } else if (!scanTargets(plan, execution, database)) return null;
  execution.isScanned = true;
  return execution.found as RowData[];
}

function scanTargets(plan: TargetPlan, execution: Execution, database: Database): boolean {
  refuseScan(plan.table, plan.mayUseIndex, plan.access, execution, database);
  const limit = plan.limit?.(execution) ?? null;
  const scan = limit !== null && plan.order.isByKey ? { ...plan.scan, limit: limit.count } : plan.scan;
  const ranges = limit?.count === 0 ? [] : rangesOf(plan.access, execution);
  if (!scanLocking(execution, database, scan, ranges)) return false;
  const sorted = plan.order.sort(execution.found as RowData[], execution);
  execution.found = [...(limit === null ? sorted : limit.cut(sorted))];
  return true;
}

export function compileAssignments(set: readonly Ast[], table: Table, environment: Environment): readonly Assignment[] {
  return set.map((item) => {
    const name = String(item.column);
    const column = findColumn(table, name);
    if (column === undefined) throw badField(name, 'field list');
    return assign(column, compileValue(item.value as Ast, column, environment));
  });
}

/** What an UPDATE, or an INSERT that meets its row, does to it. */
export interface Changes {
  readonly assignments: readonly Assignment[];
  /** The columns that follow the clock when a row changes: those that are given a value do not. */
  readonly following: readonly Column[];
}

export function planChanges({ columns }: Table, assignments: readonly Assignment[]): Changes {
  const isGiven = ({ name }: Column): boolean => assignments.some(({ column }) => column === name);
  return { assignments, following: columns.filter((one) => one.followsNow === true && !isGiven(one)) };
}

/**
 * The row as it is then; null when it stays as it is.
 * Assignments take effect from left to right: `SET a = 1, b = a` stores 1 in both, unlike in standard SQL.
 */
export function changed(
  before: RowData,
  { assignments, following }: Changes,
  execution: Execution,
  rowNumber: number,
): RowData | null {
  const after: Record<string, SqlValue> = { ...before };
  for (const { column, evaluate, store } of assignments) {
    after[column] = store(evaluate(after, execution), rowNumber);
  }
  if (assignments.every(({ column }) => before[column] === after[column])) return null;
  if (following.length > 0) {
    const now = instantOf(execution.nowMs);
    for (const { name, scale = 0 } of following) after[name] = writeDateTime(now, scale);
  }
  return after;
}
