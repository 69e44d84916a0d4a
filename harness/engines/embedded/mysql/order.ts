/** ORDER BY and LIMIT. */
import { NotEmbedded } from '../not-embedded.ts';
import { type Ast, nameOf } from './ast.ts';
import { isKeyName, type RowData } from './catalogue.ts';
import { SqlError } from './errors.ts';
import { compileExpression, constantValue, type Environment, type Scope } from './expression.ts';
import { comparison } from './operators.ts';

export interface SortOrder {
  sort(rows: readonly RowData[], scope: Scope): readonly RowData[];
  /** The order in which the primary key is read: no sorting, so that a LIMIT stops the reading. */
  readonly isByKey: boolean;
  readonly isDescending: boolean;
  /** No two rows are alike in it. */
  readonly isTotal: boolean;
}

/** @param aliases columns of the SELECT list by alias: ORDER BY may name them. */
export function planOrder(orderBy: unknown, environment: Environment, aliases: ReadonlyMap<string, Ast>): SortOrder {
  const parts = ((orderBy ?? []) as readonly (Ast & { readonly expr: Ast })[]).map((part) => {
    const alias =
      part.expr.type === 'column_ref' && (part.expr.table ?? null) === null ? nameOf(part.expr.column) : null;
    const node = (alias === null ? undefined : aliases.get(alias.toLowerCase())) ?? part.expr;
    if (node.type === 'number') throw new NotEmbedded(`ORDER BY with a column's position in: ${environment.sql}`);
    const key = compileExpression(node, { ...environment, clause: 'order clause' });
    const isDescending = String(part.type).toUpperCase() === 'DESC';
    return { node, key, isDescending, compare: comparison(key, key, environment) };
  });
  const [first] = parts;
  const isByKey =
    first === undefined || (environment.table !== null && isKeyName(environment.table, nameOf(first.node.column)));
  const compareRows = (a: RowData, b: RowData, scope: Scope): number => {
    for (const { key, isDescending, compare } of parts) {
      const [left, right] = [key.evaluate(a, scope), key.evaluate(b, scope)];
      const order = compare(left, right) ?? Number(left !== null) - Number(right !== null);
      if (order !== 0) return isDescending ? -order : order;
    }
    return 0;
  };
  return {
    sort: (rows, scope) => (first === undefined ? rows : [...rows].sort((a, b) => compareRows(a, b, scope))),
    isByKey,
    isDescending: isByKey && first?.isDescending === true,
    isTotal: parts.some(({ node }) => environment.table !== null && isKeyName(environment.table, nameOf(node.column))),
  };
}

export type Limit = (scope: Scope) => {
  readonly offset: number;
  readonly count: number;
  cut<T>(rows: readonly T[]): readonly T[];
};

export function planLimit(node: unknown, environment: Environment): Limit | null {
  const limit = node as { readonly seperator: string; readonly value: readonly Ast[] } | null | undefined;
  if (limit === null || limit === undefined || limit.value.length === 0) return null;
  const values = limit.value.map((value) => compileExpression(value, environment));
  // `LIMIT count`, `LIMIT offset, count`, `LIMIT count OFFSET offset`.
  const isOffsetFirst = limit.seperator === ',';
  return (scope) => {
    const numbers = values.map((value) => {
      const number = Number(constantValue(value, scope));
      if (Number.isInteger(number) && number >= 0) return number;
      throw new SqlError('ER_WRONG_ARGUMENTS', 1210, 'HY000', 'Incorrect arguments to LIMIT');
    });
    const [first = 0, second] = numbers;
    const offset = isOffsetFirst ? first : (second ?? 0);
    const count = isOffsetFirst ? (second ?? 0) : first;
    return { offset, count, cut: (rows) => rows.slice(offset, offset + count) };
  };
}
