/** Storing values in columns: MySQL's conversions and constraints under its default, strict sql_mode. */
import type { SqlValue } from '../../engine.ts';
import { NotEmbedded } from '../not-embedded.ts';
import { type Ast, functionName, listOf } from './ast.ts';
import type { Column } from './catalogue.ts';
import { badNull, dataTruncated, noDefault, outOfRange, tooLong, wrongInteger } from './errors.ts';
import { asText, compileExpression, type Environment, type Evaluate, type Expression, literal } from './expression.ts';
import { parseNumber, roundDecimal, roundDouble } from './values.ts';

const BIGINT_LIMIT = 2 ** 63;

/** The value as the column will hold it. `rowNumber` is for messages. */
export type Store = (value: SqlValue, rowNumber: number) => SqlValue;

/** An expression whose value goes into a column. */
export interface Assignment {
  readonly column: string;
  readonly evaluate: Evaluate;
  readonly store: Store;
}

export function assign(column: Column, expression: Expression): Assignment {
  if (column.type === 'text') return { column: column.name, evaluate: asText(expression), store: storeText(column) };
  if (expression.isMoment === true) throw new NotEmbedded(`a date or a time as the number in ${column.name}`);
  return { column: column.name, evaluate: expression.evaluate, store: storeInteger(column, expression) };
}

function storeText({ name, charactersMax }: Column): Store {
  return (value, rowNumber) => {
    if (value === null) throw badNull(name);
    const text = value as string;
    // A string has at least as many UTF-16 units as characters.
    if (text.length <= charactersMax || [...text].length <= charactersMax) return text;
    // Too many blanks are cut without an error.
    if ([...text.trimEnd()].length <= charactersMax) return [...text].slice(0, charactersMax).join('');
    throw tooLong(name, rowNumber);
  };
}

function storeInteger({ name, limit = BIGINT_LIMIT }: Column, { type }: Expression): Store {
  const round = type === 'decimal' ? roundDecimal : roundDouble;
  return (value, rowNumber) => {
    if (Number.isSafeInteger(value) && (value as number) < limit && (value as number) >= -limit) return value;
    if (value === null) throw badNull(name);
    if (typeof value === 'number') return integer(round(value), name, limit, rowNumber);
    const { value: number, exact } = parseNumber(value as string);
    if (!exact)
      throw /^\s*[-+]?\.?\d/.test(value as string)
        ? dataTruncated(name, rowNumber)
        : wrongInteger(value as string, name, rowNumber);
    return integer(roundDecimal(number), name, limit, rowNumber);
  };
}

function integer(value: number, name: string, limit: number, rowNumber: number): number {
  if (Number.isSafeInteger(value) && value < limit && value >= -limit) return value + 0;
  if (value >= limit || value < -limit) throw outOfRange(name, rowNumber);
  throw new NotEmbedded(`integers beyond 2^53 in the column ${name}`);
}

/** The value given for a column; `DEFAULT` is the column's. */
export function compileValue(node: Ast, column: Column, environment: Environment): Expression {
  const isDefault = node.type === 'function' && functionName(node) === 'DEFAULT' && listOf(node.args).length === 0;
  return isDefault ? defaultOf(column) : compileExpression(node, environment);
}

export function defaultOf(column: Column): Expression {
  if (column.default === undefined) throw noDefault(column.name);
  return literal(column.default, column.type === 'integer' ? 'integer' : 'text');
}
