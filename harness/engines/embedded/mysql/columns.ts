/** Which expression may go into which column, and the default that it has. */
import { NotEmbedded } from '../not-embedded.ts';
import { type Ast, functionName, listOf } from './ast.ts';
import type { Column } from './catalogue.ts';
import { badNull, invalidJson, noDefault } from './errors.ts';
import { asText, compileExpression, type Environment, type Evaluate, type Expression, literal } from './expression.ts';
import { isMoment } from './operands.ts';
import { type Store, storeOf } from './stores.ts';
import { currentMoment } from './time-functions.ts';

/** An expression whose value goes into a column. */
export interface Assignment {
  readonly column: string;
  readonly evaluate: Evaluate;
  readonly store: Store;
}

export function assign(column: Column, expression: Expression): Assignment {
  const { name } = column;
  const evaluate = holds(column) === 'text' ? asText(expression) : expression.evaluate;
  const offered = offers(expression);
  if (offered !== 'null' && !TAKES[holds(column)].includes(offered)) {
    if (column.kind === 'json' && offered === 'number') return { column: name, evaluate, store: noJson(column) };
    throw new NotEmbedded(`such a value for the column ${name}`);
  }
  // What is calculated may count as a number in ways of its own.
  if (offered === 'text' && column.members !== undefined && !expression.constant)
    throw new NotEmbedded(`a calculated text for the ENUM ${name}`);
  return { column: name, evaluate, store: storeOf(column, expression) };
}

/** A number is none. */
function noJson({ name, isNullable }: Column): Store {
  return (value) => {
    if (value !== null) throw invalidJson(name);
    if (isNullable !== true) throw badNull(name);
    return null;
  };
}

type Held = 'number' | 'text' | 'member' | 'moment' | 'json';

const TAKES: Readonly<Record<Held, readonly (Held | 'time')[]>> = {
  number: ['number', 'text'],
  text: ['number', 'text', 'member', 'moment', 'time', 'json'],
  member: ['text', 'member'],
  moment: ['text', 'moment'],
  json: ['text', 'json'],
};

function holds({ type, kind, members }: Column): Held {
  if (type !== 'text') return 'number';
  if (members !== undefined) return 'member';
  return kind === undefined ? 'text' : kind === 'json' ? 'json' : 'moment';
}

function offers(expression: Expression): Held | 'time' | 'null' {
  const { type, kind, isEnum } = expression;
  if (type === 'null') return 'null';
  if (type !== 'text') return 'number';
  if (isEnum === true) return 'member';
  if (kind === 'json' || kind === 'time') return kind;
  return isMoment(expression) ? 'moment' : 'text';
}

/** The value given for a column; `DEFAULT` is the column's. */
export function compileValue(node: Ast, column: Column, environment: Environment): Expression {
  const isDefault = node.type === 'function' && functionName(node) === 'DEFAULT' && listOf(node.args).length === 0;
  return isDefault ? defaultOf(column) : compileExpression(node, environment);
}

export function defaultOf(column: Column): Expression {
  const { default: value, type, scale, startsAsNow, kind } = column;
  if (startsAsNow === true) return currentMoment('datetime', scale ?? 0);
  if (value === undefined) {
    const evaluate = (): never => {
      throw noDefault(column.name);
    };
    return { ...literal(null, 'null'), evaluate };
  }
  if (value === null) return literal(null, 'null');
  return { ...literal(value, type, scale), ...(kind !== undefined && { kind }) };
}
