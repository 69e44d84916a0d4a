/** The functions that the embedded engine knows. */
import type { SqlValue } from '../../engine.ts';
import { NotEmbedded } from '../not-embedded.ts';
import { type Ast, nameOf } from './ast.ts';
import { findColumn, type RowData, type Table } from './catalogue.ts';
import { defaultOf as defaultOfColumn } from './columns.ts';
import { badField, wrongParameterCount } from './errors.ts';
import { choose, commonCollation } from './choose.ts';
import {
  asCondition,
  asText,
  compile,
  type Environment,
  type Evaluate,
  type Expression,
  isTrue,
} from './expression.ts';
import { extracted, unquoted } from './json-functions.ts';
import { asNumber, isMoment, refuseLoneParameter, refuseMixed } from './operands.ts';
import { comparison, operators, unaryOperators } from './operators.ts';
import { TIME_FUNCTIONS } from './time-functions.ts';

export type BuildFunction = (args: readonly Ast[], environment: Environment) => Expression;

function withCount(name: string, least: number, most: number, build: BuildFunction): BuildFunction {
  return (args, environment) => {
    if (args.length >= least && args.length <= most) return build(args, environment);
    throw wrongParameterCount(name);
  };
}

/** A function of one text. */
function ofText(name: string, type: 'integer' | 'text', apply: (text: string) => SqlValue): BuildFunction {
  return withCount(name, 1, 1, (args, environment) => {
    const [inner] = compileAll(args, environment) as [Expression];
    const text = asText(inner);
    return {
      type,
      scale: 0,
      collation: inner.collation,
      constant: inner.constant,
      evaluate: (row, scope) => {
        const value = text(row, scope);
        return value === null ? null : apply(value as string);
      },
    };
  });
}

function compileAll(args: readonly Ast[], environment: Environment): readonly Expression[] {
  return args.map((arg) => compile(arg, environment));
}

const coalesce: BuildFunction = (args, environment) => {
  const parts = compileAll(args, environment);
  return choose(parts, [], (branch, row, scope) => {
    for (let index = 0; index < parts.length; index++) {
      const value = branch(index, row, scope);
      if (value !== null) return value;
    }
    return null;
  });
};

const ifFunction: BuildFunction = (args, environment) => {
  const [condition, ...results] = compileAll(args, environment) as [Expression, Expression, Expression];
  asCondition(condition, environment);
  return choose(results, [condition], (branch, row, scope) =>
    branch(isTrue(condition.evaluate(row, scope)) ? 0 : 1, row, scope),
  );
};

const nullIf: BuildFunction = (args, environment) => {
  refuseMixed(args, environment);
  const [left, right] = compileAll(args, environment) as [Expression, Expression];
  const compare = comparison(left, right, environment, false);
  refuseLoneParameter(left, environment);
  return {
    ...left,
    constant: left.constant && right.constant,
    evaluate: (row, scope) => {
      const value = left.evaluate(row, scope);
      return compare(value, right.evaluate(row, scope)) === 0 ? null : value;
    },
  };
};

/** @param sign 1 for the greatest, -1 for the least. */
function extreme(sign: 1 | -1): BuildFunction {
  return (args, environment) => {
    refuseMixed(args, environment);
    const parts = compileAll(args, environment);
    if (parts.some(isMoment)) throw new NotEmbedded(`the later of two times in: ${environment.sql}`);
    const compare = comparison(parts[0] as Expression, parts[1] as Expression, environment);
    return choose(parts, [], (branch, row, scope) => {
      let best = branch(0, row, scope);
      for (let index = 1; index < parts.length && best !== null; index++) {
        const value = branch(index, row, scope);
        const order = compare(value, best);
        if (order === null) return null;
        if (order * sign > 0) best = value;
      }
      return best;
    });
  };
}

const concat: BuildFunction = (args, environment) => {
  const parts = compileAll(args, environment);
  const texts: readonly Evaluate[] = parts.map(asText);
  return {
    type: 'text',
    scale: 0,
    collation: commonCollation(parts),
    constant: parts.every((part) => part.constant),
    evaluate: (row, scope) => {
      let result = '';
      for (const text of texts) {
        const value = text(row, scope);
        if (value === null) return null;
        result += value as string;
      }
      return result;
    },
  };
};

/** `VALUES(column)`: what the INSERT tried to store. */
const insertedValue: BuildFunction = (args, environment) => {
  const [arg] = args;
  if (arg?.type !== 'column_ref') throw new NotEmbedded(`VALUES() of an expression in: ${environment.sql}`);
  const column = compile(arg, environment);
  const name = findColumn(environment.table as Table, nameOf(arg.column) ?? '')?.name ?? '';
  return { ...column, evaluate: (_, scope) => (scope.incoming as RowData)[name] as SqlValue };
};

/** `DEFAULT(column)`. A bare `DEFAULT` is resolved by the statement, which knows the column. */
const defaultOf: BuildFunction = (args, environment) => {
  const name = nameOf(args[0]?.column) ?? '';
  const column = environment.table === null ? undefined : findColumn(environment.table, name);
  if (column === undefined) throw badField(name, environment.clause);
  if (column.startsAsNow === true) throw new NotEmbedded(`the clock as a DEFAULT() in: ${environment.sql}`);
  return defaultOfColumn(column);
};

const modulo: BuildFunction = ([left, right], environment) =>
  (operators['%'] as (node: Ast, environment: Environment) => Expression)(
    { type: 'binary_expr', operator: '%', left: left as Ast, right: right as Ast },
    environment,
  );

/** The parser takes `(NOT (a = b))` for a call. */
const not: BuildFunction = ([inner], environment) =>
  (unaryOperators.NOT as (inner: Expression, environment: Environment) => Expression)(
    compile(inner as Ast, environment),
    environment,
  );

const absolute: BuildFunction = (args, environment) => {
  const [inner] = compileAll(args, environment) as [Expression];
  refuseLoneParameter(inner, environment);
  const number = asNumber(inner, environment);
  const { scale, collation, constant, isUnsigned } = inner;
  return {
    ...{ scale, collation, constant, ...(isUnsigned !== undefined && { isUnsigned }) },
    type: inner.type === 'text' || inner.type === 'null' ? 'double' : inner.type,
    evaluate: (row, scope) => {
      const value = number(row, scope) as number | null;
      return value === null ? null : Math.abs(value);
    },
  };
};

const byteLength = ofText('LENGTH', 'integer', (text) => Buffer.byteLength(text));
const characterLength = ofText('CHAR_LENGTH', 'integer', (text) => [...text].length);
const upper = ofText('UPPER', 'text', (text) => text.toUpperCase());
const lower = ofText('LOWER', 'text', (text) => text.toLowerCase());

export const functions: Readonly<Record<string, BuildFunction>> = {
  COALESCE: withCount('COALESCE', 1, 100, coalesce),
  IFNULL: withCount('IFNULL', 2, 2, coalesce),
  IF: withCount('IF', 3, 3, ifFunction),
  NULLIF: withCount('NULLIF', 2, 2, nullIf),
  GREATEST: withCount('GREATEST', 2, 100, extreme(1)),
  LEAST: withCount('LEAST', 2, 100, extreme(-1)),
  CONCAT: withCount('CONCAT', 1, 100, concat),
  LENGTH: byteLength,
  OCTET_LENGTH: byteLength,
  CHAR_LENGTH: characterLength,
  CHARACTER_LENGTH: characterLength,
  UPPER: upper,
  UCASE: upper,
  LOWER: lower,
  LCASE: lower,
  ABS: withCount('ABS', 1, 1, absolute),
  MOD: withCount('MOD', 2, 2, modulo),
  NOT: not,
  ...TIME_FUNCTIONS,
  JSON_EXTRACT: withCount('JSON_EXTRACT', 2, 2, ([document, path], environment) =>
    extracted(document as Ast, path as Ast, environment),
  ),
  JSON_UNQUOTE: withCount('JSON_UNQUOTE', 1, 1, ([inner], environment) =>
    unquoted(compile(inner as Ast, environment), environment),
  ),
  VALUES: insertedValue,
  DEFAULT: defaultOf,
};
