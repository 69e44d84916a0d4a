/**
 * Which part of the primary key a WHERE clause confines a statement to. It decides which rows are read and locked, as
 * MySQL's range optimizer does: `id = 1 OR id > 5` locks exactly that, `id + 0 = 1` locks everything.
 */
import { NotEmbedded } from '../not-embedded.ts';
import type { SqlValue } from '../../engine.ts';
import { type Ast, nameOf } from './ast.ts';
import { isKeyName, type Table } from './catalogue.ts';
import { compile, constantValue, type Environment, type Expression, type Scope } from './expression.ts';
import type { KeyOrder } from './key-order.ts';
import { parseNumber, toNumber } from './values.ts';

export interface Range {
  readonly low: number;
  readonly isLowIncluded: boolean;
  readonly high: number;
  readonly isHighIncluded: boolean;
}

/** In order, without overlap. */
export type Ranges = readonly Range[];
type ComputeRanges = (scope: Scope) => Ranges;

export type Access =
  /** One id: the common case, and the fast one. */
  | {
      readonly kind: 'point';
      readonly id: (scope: Scope) => number | null;
      /** There is no other condition: whatever row has the id matches. */
      readonly isAll: boolean;
    }
  | {
      readonly kind: 'ranges';
      readonly compute: ComputeRanges;
      /** One id, given as a text: MySQL takes it for a whole key all the same. */
      readonly isPoint: boolean;
    };

const ALL: Range = {
  low: Number.NEGATIVE_INFINITY,
  isLowIncluded: false,
  high: Number.POSITIVE_INFINITY,
  isHighIncluded: false,
};
export const EVERYTHING: Ranges = [ALL];
const NOTHING: Ranges = [];

const pointRange = (id: number): Range => ({ low: id, isLowIncluded: true, high: id, isHighIncluded: true });

export function planAccess(where: Ast | null, environment: Environment): Access {
  if (where === null || environment.table === null)
    return { kind: 'ranges', compute: () => EVERYTHING, isPoint: false };
  const point = pointOf(where, environment, false);
  if (point !== null) return { kind: 'point', id: point, isAll: where.operator === '=' };
  const compute = conditionRanges(where, environment) ?? (() => EVERYTHING);
  return { kind: 'ranges', compute, isPoint: pointOf(where, environment, true) !== null };
}

export function rangesOf(access: Access, scope: Scope): Ranges {
  if (access.kind === 'ranges') return access.compute(scope);
  const id = access.id(scope);
  return id === null ? NOTHING : [pointRange(id)];
}

/** `id = 1`, also as one of the conditions of an AND that names the id only once. */
function pointOf(node: Ast, environment: Environment, asText: boolean): ((scope: Scope) => number | null) | null {
  if (node.type !== 'binary_expr') return null;
  if (node.operator === 'AND') {
    const left = pointOf(node.left as Ast, environment, asText);
    const right = pointOf(node.right as Ast, environment, asText);
    if (left !== null && !mentionsKey(node.right, environment.table as Table)) return left;
    return right !== null && !mentionsKey(node.left, environment.table as Table) ? right : null;
  }
  if (node.operator !== '=') return null;
  const key = keyValue(node, environment);
  if (key === null || key.type === 'null') return null;
  const { keys } = environment.table as Table;
  if (keys !== undefined) {
    if (key.type !== 'text' || asText) return null;
    return (scope) => keyPlace(constantValue(key, scope), keys) ?? null;
  }
  if ((key.type === 'text') !== asText) return null;
  return (scope) => {
    const id = constantValue(key, scope) as number | null;
    return id !== null && Number.isInteger(id) ? id : null;
  };
}

function mentionsKey(node: Ast | undefined, table: Table): boolean {
  return JSON.stringify(node).toLowerCase().includes(`"column":"${table.primaryKey.toLowerCase()}"`);
}

function isKey(node: Ast | undefined, { table }: Environment): boolean {
  return node?.type === 'column_ref' && table !== null && isKeyName(table, nameOf(node.column));
}

/** The constant side of a comparison with the key. */
function keyValue(node: Ast, environment: Environment): Expression | null {
  const other = isKey(node.left, environment) ? node.right : isKey(node.right, environment) ? node.left : undefined;
  if (other === undefined || other.type === 'expr_list') return null;
  const expression = compile(other, environment);
  return expression.constant ? expression : null;
}

const MIRRORED: Readonly<Record<string, string>> = {
  '=': '=',
  '<>': '<>',
  '!=': '<>',
  '<': '>',
  '<=': '>=',
  '>': '<',
  '>=': '<=',
};

/** Null: the condition says nothing about the key. */
function conditionRanges(node: Ast, environment: Environment): ComputeRanges | null {
  if (node.type !== 'binary_expr') return constantRanges(node, environment);
  const { operator } = node;
  if (operator === 'AND' || operator === 'OR') {
    const left = conditionRanges(node.left as Ast, environment);
    const right = conditionRanges(node.right as Ast, environment);
    if (operator === 'OR') return left === null || right === null ? null : (scope) => union(left(scope), right(scope));
    if (left === null || right === null) return left ?? right;
    return (scope) => intersection(left(scope), right(scope));
  }
  if (isKey(node.left, environment) && (operator === 'IN' || operator === 'NOT IN'))
    return listRanges(node, environment);
  if (isKey(node.left, environment) && operator === 'BETWEEN') {
    const [low, high] = (node.right as Ast).value as readonly [Ast, Ast];
    const part = (by: string, right: Ast): Ast => ({
      type: 'binary_expr',
      operator: by,
      left: node.left as Ast,
      right,
    });
    return conditionRanges(
      { type: 'binary_expr', operator: 'AND', left: part('>=', low), right: part('<=', high) },
      environment,
    );
  }
  const mirrored = MIRRORED[operator as string];
  const key = mirrored === undefined ? null : keyValue(node, environment);
  if (key === null) return constantRanges(node, environment);
  const towards = isKey(node.left, environment) ? (operator as string) : (mirrored as string);
  const rangesOfKey = comparing(environment);
  return (scope) => rangesOfKey(towards, constantValue(key, scope));
}

/** A condition without columns is decided before the table is touched. */
function constantRanges(node: Ast, environment: Environment): ComputeRanges | null {
  const condition = compile(node, environment);
  if (!condition.constant) return null;
  return (scope) => {
    const value = toNumber(constantValue(condition, scope), environment.strict);
    return value === null || value === 0 ? NOTHING : EVERYTHING;
  };
}

function listRanges(node: Ast, environment: Environment): ComputeRanges | null {
  const values = ((node.right as Ast).value as readonly Ast[]).map((value) => compile(value, environment));
  if (!values.every((value) => value.constant)) return null;
  const isExcluded = node.operator === 'NOT IN';
  const rangesOfKey = comparing(environment);
  return (scope) => {
    let ranges = isExcluded ? EVERYTHING : NOTHING;
    for (const value of values) {
      const key = constantValue(value, scope);
      ranges = isExcluded ? intersection(ranges, rangesOfKey('<>', key)) : union(ranges, rangesOfKey('=', key));
    }
    return ranges;
  };
}

/** The part of the key that compares so with a value. */
function comparing({ table }: Environment): (operator: string, value: SqlValue) => Ranges {
  const keys = table?.keys;
  if (keys !== undefined) return (operator, value) => comparisonRanges(operator, keyPlace(value, keys), false);
  return (operator, value) => comparisonRanges(operator, keyNumber(value), true);
}

/** `undefined` for a number, which is compared with each text as a number. */
function keyPlace(value: SqlValue, keys: KeyOrder): number | null | undefined {
  return value === null ? null : typeof value === 'string' ? keys.placeOf(value) : undefined;
}

/** `undefined` for a text that is not a number: compared row by row, so that no range follows. */
function keyNumber(value: SqlValue): number | null | undefined {
  if (typeof value !== 'string') return value;
  const { value: number, exact } = parseNumber(value);
  return exact ? number : undefined;
}

/** @param isWhole keys are whole numbers */
function comparisonRanges(operator: string, value: number | null | undefined, isWhole: boolean): Ranges {
  if (value === undefined) return EVERYTHING;
  if (value === null) return NOTHING;
  const below = (isHighIncluded: boolean): Range => ({ ...ALL, high: value, isHighIncluded });
  const above = (isLowIncluded: boolean): Range => ({ ...ALL, low: value, isLowIncluded });
  switch (operator) {
    case '=':
      return !isWhole || Number.isInteger(value) ? [pointRange(value)] : NOTHING;
    case '<':
      return [below(false)];
    case '<=':
      return [below(true)];
    case '>':
      return [above(false)];
    case '>=':
      return [above(true)];
    case '<>':
    case '!=':
      return [below(false), above(false)];
    default:
      throw new NotEmbedded(`the comparison ${operator} with the primary key`);
  }
}

function compareLow(a: Range, b: Range): number {
  return a.low - b.low || Number(b.isLowIncluded) - Number(a.isLowIncluded);
}

function compareHigh(a: Range, b: Range): number {
  return a.high - b.high || Number(a.isHighIncluded) - Number(b.isHighIncluded);
}

function isEmpty({ low, high, isLowIncluded, isHighIncluded }: Range): boolean {
  return low > high || (low === high && !(isLowIncluded && isHighIncluded));
}

function intersection(left: Ranges, right: Ranges): Ranges {
  return left
    .flatMap((a) =>
      right.map((b) => {
        const from = compareLow(a, b) >= 0 ? a : b;
        const to = compareHigh(a, b) <= 0 ? a : b;
        return { low: from.low, isLowIncluded: from.isLowIncluded, high: to.high, isHighIncluded: to.isHighIncluded };
      }),
    )
    .filter((range) => !isEmpty(range));
}

function union(left: Ranges, right: Ranges): Ranges {
  const sorted = [...left, ...right].sort(compareLow);
  const result: Range[] = [];
  for (const range of sorted) {
    const last = result.at(-1);
    if (
      last === undefined ||
      last.high < range.low ||
      (last.high === range.low && !last.isHighIncluded && !range.isLowIncluded)
    ) {
      result.push(range);
    } else if (compareHigh(range, last) > 0) {
      result[result.length - 1] = { ...last, high: range.high, isHighIncluded: range.isHighIncluded };
    }
  }
  return result;
}
