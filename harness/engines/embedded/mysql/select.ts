/** SELECT: consistent reads from a snapshot, and reads that lock. */
import type { ColumnKind, ColumnTypes, MysqlReply, SqlValue } from '../../engine.ts';
import { NotEmbedded } from '../not-embedded.ts';
import { type Access, EVERYTHING, planAccess, type Range, type Ranges, rangesOf } from './access.ts';
import type { Ast } from './ast.ts';
import type { RowData, Table } from './catalogue.ts';
import type { Database } from './database.ts';
import type { Dialect } from './dialect.ts';
import type { Execution, Statement } from './execution.ts';
import {
  type Aggregate,
  asCondition,
  asShown,
  compileExpression,
  type Environment,
  type Evaluate,
  type Expression,
  isTrue,
  type Scope,
} from './expression.ts';
import { mayUseIndex } from './indexes.ts';
import { type Limit, planLimit, planOrder, type SortOrder } from './order.ts';
import { refuseScan, scanLocking } from './scan.ts';
import { rejectClauses, tableOf } from './tables.ts';
import type { Transaction } from './transaction.ts';
import { toText } from './values.ts';

interface Output {
  readonly columns: readonly string[];
  /** Null: there is nothing to tell. */
  readonly types: ColumnTypes | null;
  readonly values: readonly Evaluate[];
  readonly aggregates: readonly Aggregate[];
  /** The table's columns, all of them and in its order: a row as it is stored is the result. */
  readonly isRow: boolean;
}

interface SelectPlan {
  readonly output: Output;
  readonly table: Table | null;
  readonly where: Evaluate | null;
  readonly access: Access;
  readonly order: SortOrder;
  readonly limit: Limit | null;
  /** MySQL may read the table by an index: then in its order. */
  readonly mayUseIndex: boolean;
}

const UNSUPPORTED = ['with', 'options', 'distinct', 'groupby', 'having', 'window', 'collate', 'locking_read'];
const NO_ROW: RowData = {};

export function compileSelect(node: Ast, dialect: Dialect, base: Environment): Statement {
  rejectClauses(node, UNSUPPORTED, base.sql);
  if (((node.into as { readonly position: unknown } | null)?.position ?? null) !== null) {
    throw new NotEmbedded(`SELECT … INTO in: ${base.sql}`);
  }
  const { table, alias } = tableOf(node.from, base);
  const environment: Environment = { ...base, table, alias };
  const where = (node.where as Ast | null) ?? null;
  const inWhere: Environment = { ...environment, clause: 'where clause' };
  const condition = where === null ? null : compileExpression(where, inWhere);
  const access = planAccess(where, inWhere);
  const aliases = new Map<string, Ast>();
  const output = compileOutput(node.columns as readonly Ast[], dialect, environment, aliases);
  const plan: SelectPlan = {
    output,
    table,
    where: condition === null || (access.kind === 'point' && access.isAll) ? null : asCondition(condition, base),
    access,
    order: planOrder(node.orderby, environment, aliases),
    limit: planLimit(node.limit, environment),
    mayUseIndex: table !== null && mayUseIndex(table, where, node.columns),
  };
  if (table === null) return { needs: 'nothing', run: (execution) => withoutTable(plan, execution) };
  if (dialect.locking !== null) return lockingSelect(plan, dialect.locking, base.sql);
  if (access.kind === 'point' && output.aggregates.length === 0 && plan.limit === null) {
    return { needs: 'snapshot', run: (execution, database) => selectPoint(plan, access.id, execution, database) };
  }
  return { needs: 'snapshot', run: (execution, database) => selectRanges(plan, execution, database) };
}

function compileOutput(
  columns: readonly Ast[],
  dialect: Dialect,
  environment: Environment,
  aliases: Map<string, Ast>,
): Output {
  const names: string[] = [];
  const types: (ColumnKind | null)[] = [];
  const values: Evaluate[] = [];
  const aggregates: Aggregate[] = [];
  let readsRow = false;
  columns.forEach((column, index) => {
    const node = column.expr as Ast;
    if (node.type === 'column_ref' && node.column === '*') {
      readsRow = true;
      for (const { name, kind = null } of (environment.table as Table).columns) {
        names.push(name);
        types.push(kind);
        values.push((row) => row[name] as SqlValue);
      }
      if (environment.table?.decimals !== undefined) decimals(environment.table, names, values);
      return;
    }
    const before = aggregates.length;
    const expression = compileExpression(node, { ...environment, aggregates });
    readsRow ||= !expression.constant && aggregates.length === before;
    names.push(nameColumn(column, dialect, index));
    types.push(kindOf(expression));
    values.push(expression.type === 'decimal' ? asShown(expression) : expression.evaluate);
    if (typeof column.as === 'string') aliases.set(column.as.toLowerCase(), node);
  });
  if (readsRow && aggregates.length > 0) {
    throw new NotEmbedded(`an aggregate beside a column, without GROUP BY, in: ${environment.sql}`);
  }
  const told = types.some((kind) => kind !== null) ? types : null;
  return { columns: names, types: told, values, aggregates, isRow: isRow(names, columns, environment.table) };
}

/** Of `SELECT *`. */
function decimals(table: Table, names: readonly string[], values: Evaluate[]): void {
  for (const { name, scale } of table.decimals!)
    values[names.lastIndexOf(name)] = (row) => toText(row[name] as SqlValue, 'decimal', scale ?? 0);
}

function kindOf({ type, kind }: Expression): ColumnKind | null {
  return kind ?? (type === 'decimal' ? 'decimal' : null);
}

function isRow(names: readonly string[], columns: readonly Ast[], table: Table | null): boolean {
  return (
    names.length === table?.columns.length &&
    table.decimals === undefined &&
    table.columns.every(({ name }, index) => names[index] === name) &&
    columns.every(({ expr, as }) => (expr as Ast).type === 'column_ref' && typeof as !== 'string')
  );
}

/** As MySQL names it: the alias, the column as it was written, the value of a literal, or the expression's text. */
export function nameColumn(column: Ast, dialect: Dialect, index: number): string {
  if (typeof column.as === 'string') return column.as;
  const node = column.expr as Ast;
  if (node.type === 'column_ref') return String(node.column);
  const item = dialect.items[index];
  if (item === undefined || (item.hasParam && !dialect.isPrepared)) {
    throw new NotEmbedded(`a column without a name that has a parameter in it (give it an alias)`);
  }
  return item.literal ?? item.text;
}

function project({ columns, values, isRow }: Output, row: RowData, scope: Scope): Readonly<Record<string, SqlValue>> {
  if (isRow) return row;
  const result: Record<string, SqlValue> = {};
  for (let index = 0; index < columns.length; index++) {
    result[columns[index] as string] = (values[index] as Evaluate)(row, scope);
  }
  return result;
}

function selectPoint(
  plan: SelectPlan,
  id: (scope: Scope) => number | null,
  execution: Execution,
  database: Database,
): MysqlReply {
  const { output, where } = plan;
  const key = id(execution);
  const row = key === null ? null : database.read(key, execution.transaction);
  const isFound = row !== null && (where === null || isTrue(where(row, execution)));
  return rowsOf(output, isFound ? [project(output, row, execution)] : []);
}

function selectRanges(plan: SelectPlan, execution: Execution, database: Database): MysqlReply {
  const ranges = rangesOf(plan.access, execution);
  const limit = plan.limit?.(execution) ?? null;
  // MySQL does not touch the table when it knows the result: then the snapshot is not taken yet, either.
  if (ranges.length === 0 || limit?.count === 0) return reply(plan, [], execution);
  const snapshot = database.snapshotOf(execution.transaction);
  const rows: RowData[] = [];
  for (const id of database.rows.ids) {
    if (!isWithin(ranges, id)) continue;
    const row = database.rows.visible(id, snapshot, execution.transaction);
    if (row !== null && (plan.where === null || isTrue(plan.where(row, execution)))) rows.push(row);
  }
  return reply(plan, rows, execution);
}

function isWithin(ranges: Ranges, id: number): boolean {
  if (ranges === EVERYTHING) return true;
  return ranges.some(
    (range: Range) =>
      (id > range.low || (id === range.low && range.isLowIncluded)) &&
      (id < range.high || (id === range.high && range.isHighIncluded)),
  );
}

function reply(plan: SelectPlan, rows: readonly RowData[], execution: Execution): MysqlReply {
  const { output } = plan;
  const limit = plan.limit?.(execution) ?? null;
  if (output.aggregates.length > 0) {
    const folds = output.aggregates.map((aggregate) => aggregate.start());
    for (const row of rows) for (const fold of folds) fold.add(row, execution);
    execution.aggregates = folds.map((fold) => fold.end());
    const result = [project(output, NO_ROW, execution)];
    return rowsOf(output, limit === null ? result : limit.cut(result));
  }
  if (plan.mayUseIndex && rows.length > 1 && !plan.order.isTotal)
    throw new NotEmbedded('the order in which rows come from an index: ORDER BY the primary key, last of all');
  const sorted = plan.order.sort(rows, execution);
  const cut = limit === null ? sorted : limit.cut(sorted);
  return rowsOf(
    output,
    cut.map((row) => project(output, row, execution)),
  );
}

function rowsOf({ columns, types }: Output, rows: Extract<MysqlReply, { kind: 'rows' }>['rows']): MysqlReply {
  return types === null ? { kind: 'rows', columns, rows } : { kind: 'rows', columns, types, rows };
}

function withoutTable(plan: SelectPlan, execution: Execution): MysqlReply {
  const isKept = plan.where === null || isTrue(plan.where(NO_ROW, execution));
  return reply(plan, isKept ? [NO_ROW] : [], execution);
}

function lockingSelect(plan: SelectPlan, locking: NonNullable<Dialect['locking']>, sql: string): Statement {
  // MySQL answers MIN(id) and MAX(id) from the end of the index, and locks only that.
  if (plan.output.aggregates.length > 0 && /\b(MIN|MAX)\s*\(/i.test(sql))
    throw new NotEmbedded(`MIN or MAX with a lock in: ${sql}`);
  return {
    // A READ ONLY transaction may share locks, and MySQL counts FOR UPDATE as a write.
    needs: locking.mode === 'exclusive' ? 'writes' : 'locks',
    run: (execution, database) => {
      const limit = plan.limit?.(execution) ?? null;
      const ranges = limit?.count === 0 ? [] : rangesOf(plan.access, execution);
      const stopsEarly = limit !== null && plan.order.isByKey && plan.output.aggregates.length === 0;
      if (ranges.length > 0) (execution.transaction as Transaction).countTableLock(locking.mode);
      const scan = {
        ...locking,
        where: plan.where,
        isDescending: plan.order.isDescending,
        isSemiConsistent: false,
        isReadEarly: plan.access.kind === 'point' || plan.access.isPoint,
        apply: null,
        limit: stopsEarly ? limit.offset + limit.count : Number.POSITIVE_INFINITY,
      };
      refuseScan(plan.table!, plan.mayUseIndex, plan.access, execution, database);
      if (!scanLocking(execution, database, scan, ranges)) return null;
      return reply(plan, execution.found ?? [], execution);
    },
  };
}
