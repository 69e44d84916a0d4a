/**
 * Compiles a SQL expression to a closure, once per statement text and parameter types. Types are known at compile time,
 * as in MySQL; only values are left for run time.
 */
import type { ColumnKind, SqlValue } from '../../engine.ts';
import { NotEmbedded } from '../not-embedded.ts';
import { aggregate } from './aggregates.ts';
import { type Ast, functionName, listOf, nameOf } from './ast.ts';
import { type Catalogue, findColumn, type RowData, type Table } from './catalogue.ts';
import type { Collation } from './collation.ts';
import { choose } from './choose.ts';
import { badField } from './errors.ts';
import { functions } from './functions.ts';
import { operators, unaryOperators } from './operators.ts';
import { checkPrecedence } from './precedence.ts';
import { type SqlType, toText } from './values.ts';

/** What a statement's expressions read besides the row. */
export interface Scope {
  readonly params: readonly SqlValue[];
  /** Unix time of the statement's start: NOW() does not move while a statement waits. */
  readonly nowMs: number;
  /** The row that an INSERT tried to add: `VALUES(column)` and the row alias. */
  incoming: RowData | null;
  aggregates: readonly SqlValue[];
}

export type Evaluate = (row: RowData, scope: Scope) => SqlValue;

export interface Expression {
  readonly type: SqlType;
  /** Digits after the point of a decimal. */
  readonly scale: number;
  readonly collation: Collation;
  /** Reads no column: the same for every row. */
  readonly constant: boolean;
  /** A prepared text, or whole number: the latter is an integer beside an integer, else a double. */
  readonly isAdaptable?: boolean;
  /** A number as it stands in the statement, with its own digits. */
  readonly isLiteral?: boolean;
  /**
   * What a client is told of it. A date or a time, and JSON, is something else than its characters as a number, and beside another
   * text; the digits of its second's fraction are its `scale`.
   */
  readonly kind?: ColumnKind;
  /** The text of an ENUM: it is sorted, and is a number, by its place in the column's definition. */
  readonly isEnum?: boolean;
  readonly isUnsigned?: boolean;
  readonly evaluate: Evaluate;
}

/** How a parameter's value was sent. Part of a plan's identity, because types follow from it. */
export interface ParamType {
  readonly type: SqlType;
  readonly scale: number;
  /**
   * A prepared parameter takes its type from what stands beside it. mysql2 sends a number as DOUBLE, but a whole one as
   * BIGINT where MySQL expects an integer, and there MySQL makes a number of a text, too.
   */
  readonly isAdaptable: boolean;
}

export interface Environment {
  readonly sql: string;
  readonly catalogue: Catalogue;
  /** Null: no FROM. */
  readonly table: Table | null;
  readonly alias: string | null;
  readonly rowAlias: string | null;
  readonly strings: readonly string[];
  readonly params: readonly ParamType[];
  /** The statement writes: a value that must be cut or guessed is an error (sql_mode STRICT_TRANS_TABLES). */
  readonly strict: boolean;
  readonly clause: 'field list' | 'where clause' | 'order clause';
  /** Collects what is asked of constants before any row is looked at. Left out: nobody does. */
  readonly checks?: ((scope: Scope) => void)[];
  /** Collects the aggregates of a SELECT list; null where MySQL allows none. */
  readonly aggregates: Aggregate[] | null;
}

export interface Aggregate {
  start(): { add(row: RowData, scope: Scope): void; end(): SqlValue };
}

const NO_ROW: RowData = {};

export function literal(value: SqlValue, type: SqlType, scale = 0): Expression {
  return { type, scale, collation: 'connection', constant: true, isLiteral: true, evaluate: () => value };
}

/** A whole expression as the parser left it: its tree is checked first, because the parser gets some trees wrong. */
export function compileExpression(node: Ast, environment: Environment): Expression {
  checkPrecedence(node, environment.sql);
  return compile(node, environment);
}

export function compile(node: Ast, environment: Environment): Expression {
  const compiler = compilers[node.type];
  if (compiler === undefined) throw new NotEmbedded(`\`${node.type}\` in: ${environment.sql}`);
  return compiler(node, environment);
}

const compilers: Readonly<Record<string, (node: Ast, environment: Environment) => Expression>> = {
  number: (node, environment) => {
    const value = Number(node.value);
    if (!Number.isSafeInteger(value) && typeof node.value === 'number') {
      throw new NotEmbedded(`integers beyond 2^53 in: ${environment.sql}`);
    }
    const text = String(node.value);
    const point = text.indexOf('.');
    return point < 0 ? literal(value, 'integer') : literal(value, 'decimal', text.length - point - 1);
  },
  bool: (node) => literal(node.value === true ? 1 : 0, 'integer'),
  null: () => literal(null, 'null'),
  param: placeholder,
  column_ref: columnReference,
  binary_expr: (node, environment) => {
    const operator = operators[node.operator as string];
    if (operator === undefined) throw new NotEmbedded(`the operator ${node.operator} in: ${environment.sql}`);
    return operator(node, environment);
  },
  unary_expr: (node, environment) => {
    const operator = unaryOperators[node.operator as string];
    if (operator === undefined) throw new NotEmbedded(`the operator ${node.operator} in: ${environment.sql}`);
    return operator(compile(node.expr as Ast, environment), environment);
  },
  case: (node, environment) => caseExpression(node, environment),
  function: (node, environment) => {
    const name = functionName(node);
    const build = functions[name];
    if (build === undefined || (node.over ?? null) !== null) throw new NotEmbedded(`${name}() in: ${environment.sql}`);
    return build(listOf(node.args), environment);
  },
  aggr_func: (node, environment) => aggregate(node, environment),
};

/** `:s0` is a string literal of the statement, `:p0` its first `?`. */
function placeholder(node: Ast, environment: Environment): Expression {
  const name = String(node.value);
  const index = Number(name.slice(1));
  if (name.startsWith('s')) return literal(environment.strings[index] as string, 'text');
  const { type, scale, isAdaptable } = environment.params[index] as ParamType;
  return {
    type,
    scale,
    isAdaptable,
    isLiteral: true,
    collation: 'connection',
    constant: true,
    evaluate: (_, scope) => scope.params[index] as SqlValue,
  };
}

function columnReference(node: Ast, environment: Environment): Expression {
  const qualifier = nameOf(node.table);
  const name = nameOf(node.column) ?? '';
  const column = environment.table === null ? undefined : findColumn(environment.table, name);
  const isIncoming = qualifier !== null && qualifier === environment.rowAlias;
  if (column === undefined || (qualifier !== null && !isIncoming && qualifier !== environment.alias)) {
    throw badField(qualifier === null ? name : `${qualifier}.${name}`, environment.clause);
  }
  const key = column.name;
  const { kind, members, isUnsigned } = column;
  return {
    type: column.type,
    scale: column.scale ?? 0,
    collation: 'column',
    constant: false,
    ...(kind !== undefined && { kind }),
    ...(members !== undefined && { isEnum: true }),
    ...(isUnsigned !== undefined && { isUnsigned }),
    // Its digits are those that it was stored with.
    ...(column.type === 'decimal' && { isLiteral: true }),
    evaluate: isIncoming ? (_, scope) => (scope.incoming as RowData)[key] as SqlValue : (row) => row[key] as SqlValue,
  };
}

/** CASE … WHEN … THEN … ELSE … END as nested IFs. */
function caseExpression(node: Ast, environment: Environment): Expression {
  const branches = node.args as readonly Ast[];
  const otherwise = branches.find((branch) => branch.type === 'else')?.result;
  const subject = node.expr ?? null;
  const whens = branches.filter((branch) => branch.type === 'when');
  const condition = (cond: Ast): Ast =>
    subject === null ? cond : { type: 'binary_expr', operator: '=', left: subject, right: cond };
  const conditions = whens.map((when) => compile(condition(when.cond as Ast), environment));
  for (const one of conditions) asCondition(one, environment);
  const results = whens.map((when) => compile(when.result as Ast, environment));
  if (otherwise !== undefined) results.push(compile(otherwise, environment));
  return choose(results, conditions, (evaluated, row, scope) => {
    for (let index = 0; index < conditions.length; index++) {
      if (isTrue((conditions[index] as Expression).evaluate(row, scope))) return evaluated(index, row, scope);
    }
    return otherwise === undefined ? null : evaluated(conditions.length, row, scope);
  });
}

/** The expression's value as text. */
export function asText(expression: Expression): Evaluate {
  const { type, evaluate } = expression;
  if (type === 'text' || type === 'null') return evaluate;
  // The digits that it would get depend on how it was calculated: 0/1 is `0.0000` to look at and `0` to store.
  if (type === 'decimal' && expression.isLiteral !== true) throw new NotEmbedded('a calculated decimal as a text');
  return asShown(expression);
}

/** The expression's value as mysql2 shows it: decimals as text. */
export function asShown({ type, scale, evaluate }: Expression): Evaluate {
  return (row, scope) => toText(evaluate(row, scope), type, scale);
}

/** As a condition on its own. */
export function asCondition(expression: Expression, { sql }: Pick<Environment, 'sql'>): Evaluate {
  if (isSpecial(expression)) throw new NotEmbedded(`a date, JSON or an ENUM as a condition in: ${sql}`);
  return expression.evaluate;
}

/** Its value is something else than its characters. */
export function isSpecial({ type, kind, isEnum }: Expression): boolean {
  return isEnum === true || (type === 'text' && kind !== undefined);
}

/** A condition holds when it is neither 0 nor NULL. */
export function isTrue(value: SqlValue): boolean {
  if (typeof value === 'string') return Number.parseFloat(value) !== 0 && !Number.isNaN(Number.parseFloat(value));
  return value !== null && value !== 0;
}

/** The value of an expression that reads no row. */
export function constantValue(expression: Expression, scope: Scope): SqlValue {
  return expression.evaluate(NO_ROW, scope);
}
