/** Expressions whose value is one of several: what they have in common. */
import type { ColumnKind, SqlValue } from '../../engine.ts';
import { NotEmbedded } from '../not-embedded.ts';
import type { RowData } from './catalogue.ts';
import type { Collation } from './collation.ts';
import { asText, type Evaluate, type Expression, isSpecial, type Scope } from './expression.ts';
import type { SqlType } from './values.ts';

type EvaluateBranch = (index: number, row: RowData, scope: Scope) => SqlValue;

/** An expression whose value is one of several: their common type decides the form of all. */
export function choose(
  results: readonly Expression[],
  others: readonly Expression[],
  pick: (branch: EvaluateBranch, row: RowData, scope: Scope) => SqlValue,
): Expression {
  const settled = results.map((result) => besides(result, results)).filter((result) => result.type !== 'null');
  refuseTextAmongNumbers(settled);
  const type = commonType(settled);
  const scale = Math.max(0, ...settled.map((result) => result.scale));
  // MySQL gives each result its own number of digits, and a parameter a type by what stands further out.
  const isMixed = settled.some(
    (result) => result.type !== 'text' && (result.scale !== scale || (result.type !== type && scale > 0)),
  );
  if (isMixed || settled.some((result) => result.isAdaptable === true && result.type === 'double')) {
    throw new NotEmbedded('results of different numeric types in one expression');
  }
  const kind = commonKind(settled);
  const evaluators = results.map((result) => (type === 'text' ? asText(result) : result.evaluate));
  const branch: EvaluateBranch = (index, row, scope) => (evaluators[index] as Evaluate)(row, scope);
  return {
    type,
    scale,
    collation: commonCollation(results),
    constant: [...results, ...others].every((part) => part.constant),
    ...(kind !== undefined && { kind }),
    ...(settled.length > 0 && settled.every(({ isUnsigned }) => isUnsigned) && { isUnsigned: true }),
    evaluate: (row, scope) => pick(branch, row, scope),
  };
}

/** Of results that are all of the same, what that is. */
function commonKind(results: readonly Expression[]): ColumnKind | undefined {
  const [first] = results;
  const special = results.filter(isSpecial);
  const isOdd = special.some(({ kind, scale, isEnum }) => kind !== first?.kind || scale !== first?.scale || isEnum);
  if (isOdd || (special.length > 0 && special.length < results.length))
    throw new NotEmbedded('results of different types in one expression');
  const signs = new Set(results.map(({ isUnsigned }) => isUnsigned === true));
  if (signs.size > 1) throw new NotEmbedded('unsigned and signed results in one expression');
  return special.length === 0 ? undefined : first?.kind;
}

/** A parameter takes after its neighbours. */
export function besides(operand: Expression, all: readonly Expression[]): Expression {
  if (operand.isAdaptable !== true || operand.type !== 'double') return operand;
  return all.some((other) => other.type === 'integer') ? { ...operand, type: 'integer' } : operand;
}

/** A prepared text among numbers: MySQL makes a number of it, or not, in ways of its own. */
export function refuseTextAmongNumbers(all: readonly Expression[]): void {
  const isThere = all.some(({ type, isAdaptable }) => type === 'text' && isAdaptable === true);
  if (isThere && all.some(({ type }) => type !== 'text' && type !== 'null')) {
    throw new NotEmbedded('a prepared text among numbers in one expression');
  }
}

export function commonType(expressions: readonly Expression[]): SqlType {
  const types = new Set(expressions.map((expression) => expression.type));
  types.delete('null');
  if (types.size === 0) return 'null';
  for (const type of ['text', 'double', 'decimal'] as const) if (types.has(type)) return type;
  return 'integer';
}

export function commonCollation(expressions: readonly Expression[]): Collation {
  const collations = new Set(expressions.map(({ collation }) => collation));
  if (!collations.has('binary')) return collations.has('column') ? 'column' : 'connection';
  if (collations.has('column')) throw new NotEmbedded('a text out of JSON beside a column');
  return 'binary';
}
