/** The operators of SQL: three-valued logic and comparison here, arithmetic beside it. */
import type { SqlValue } from '../../engine.ts';
import { NotEmbedded } from '../not-embedded.ts';
import { arithmeticOperators } from './arithmetic.ts';
import type { Ast } from './ast.ts';
import { items } from './catalogue.ts';
import { compareText, compileLike } from './collation.ts';
import { commonCollation, refuseTextAmongNumbers } from './choose.ts';
import { asText, compile, constantValue, type Environment, type Evaluate, type Expression } from './expression.ts';
import { extracted, unquoted } from './json-functions.ts';
import { type Instant, readInstant } from './moments.ts';
import { asNumber, type BuildOperator, isMoment, operands, refuseMixed } from './operands.ts';
import { parseNumber, toNumber } from './values.ts';

function truth(constant: boolean, evaluate: Evaluate): Expression {
  return { type: 'integer', scale: 0, collation: 'connection', constant, evaluate };
}

/** Less than, equal to or greater than zero; null when either side is NULL. */
type Compare = (left: SqlValue, right: SqlValue) => number | null;

/** @param isOrdered it matters which is less, not only whether they are equal */
export function comparison(left: Expression, right: Expression, environment: Environment, isOrdered = true): Compare {
  if (left.type === 'null' || right.type === 'null') return () => null;
  if (isMoment(left) || isMoment(right)) return compareMoment(left, right, environment);
  const isOdd = [left, right].some((side) => side.kind === 'json' || (side.isEnum === true && isOrdered));
  const meetsNumber = (left.isEnum ?? right.isEnum ?? false) && (left.type !== 'text' || right.type !== 'text');
  if (isOdd || meetsNumber) throw new NotEmbedded(`JSON or an ENUM in a comparison of: ${environment.sql}`);
  if (left.type === 'text' && right.type === 'text') {
    const collation = commonCollation([left, right]);
    return (a, b) => (a === null || b === null ? null : compareText(a as string, b as string, collation));
  }
  const { strict } = environment;
  // MySQL may evaluate constants before it looks for rows, and finds what is wrong with them where there is none.
  const isText = left.type === 'text' || right.type === 'text';
  if (strict && isText && left.constant && right.constant) {
    throw new NotEmbedded(`the comparison of a text with a number, both constant, in: ${environment.sql}`);
  }
  // For `items`, whose columns are never NULL, the first row shows it.
  if (strict && isText && environment.table !== items) {
    for (const side of [left, right]) if (side.type === 'text' && side.constant) checkNumber(side, environment);
  }
  // Whether a text that is no number is an error depends on when MySQL comes to evaluate it.
  const isRisky = strict && environment.clause === 'field list';
  const numeric = (value: SqlValue): number => {
    if (isRisky && typeof value === 'string' && !parseNumber(value).exact) {
      throw new NotEmbedded(`the comparison of '${value}' with a number in: ${environment.sql}`);
    }
    return toNumber(value, strict) as number;
  };
  return (a, b) => {
    if (typeof a === 'number' && typeof b === 'number') return a - b;
    return a === null || b === null ? null : numeric(a) - numeric(b);
  };
}

function checkNumber(side: Expression, { checks, sql }: Environment): void {
  checks?.push((scope) => {
    const value = constantValue(side, scope);
    if (value !== null && !parseNumber(value as string).exact)
      throw new NotEmbedded(`the comparison of '${value}' with a number in: ${sql}`);
  });
}

const MOMENT = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d{1,6})?$/;

/** A date beside a text: MySQL makes a date of the text. */
function compareMoment(left: Expression, right: Expression, environment: Environment): Compare {
  const refusal = new NotEmbedded(`a date or a time beside something else in: ${environment.sql}`);
  const sides = [left, right];
  if (sides.some(({ type, kind }) => type !== 'text' || kind === 'time' || kind === 'json')) throw refusal;
  // As a date alone, a constant with a time is an error in some statements that write, and none in others.
  const isDay = environment.strict && sides.some(({ kind }) => kind === 'date');
  const [readLeft, readRight] = sides.map((side) => (value: SqlValue) => {
    const text = value as string;
    if (isDay && !isMoment(side) && text.length > '2023-11-14'.length) throw refusal;
    const instant = isMoment(side) || side.constant || MOMENT.test(text) ? readInstant(text) : null;
    if (instant === null) throw refusal;
    return instant;
  }) as [(value: SqlValue) => Instant, (value: SqlValue) => Instant];
  // MySQL reads constants before it looks for rows.
  sides.forEach((side, i) => {
    if (!side.constant || isMoment(side)) return;
    environment.checks?.push((scope) => {
      const value = constantValue(side, scope);
      if (value !== null) (i === 0 ? readLeft : readRight)(value);
    });
  });
  return (a, b) => {
    if (a === null || b === null) return null;
    const [one, other] = [readLeft(a), readRight(b)];
    return one.seconds - other.seconds || one.micros - other.micros;
  };
}

function compareWith(holds: (order: number) => boolean, isOrdered = true): BuildOperator {
  return (node, environment) => {
    const [left, right] = operands(node, environment);
    const compare = comparison(left, right, environment, isOrdered);
    return truth(left.constant && right.constant, (row, scope) => {
      const order = compare(left.evaluate(row, scope), right.evaluate(row, scope));
      return order === null ? null : holds(order) ? 1 : 0;
    });
  };
}

/** True, false or unknown as 1, 0, null. */
function logical(value: SqlValue): SqlValue {
  return value === null ? null : value === 0 ? 0 : 1;
}

const and: BuildOperator = (node, environment) => {
  const [left, right] = operands(node, environment);
  const [a, b] = [asNumber(left, environment), asNumber(right, environment)];
  return truth(left.constant && right.constant, (row, scope) => {
    const first = logical(a(row, scope));
    if (first === 0) return 0;
    const second = logical(b(row, scope));
    return second === 0 ? 0 : first === null || second === null ? null : 1;
  });
};

const or: BuildOperator = (node, environment) => {
  const [left, right] = operands(node, environment);
  const [a, b] = [asNumber(left, environment), asNumber(right, environment)];
  return truth(left.constant && right.constant, (row, scope) => {
    const first = logical(a(row, scope));
    if (first === 1) return 1;
    const second = logical(b(row, scope));
    return second === 1 ? 1 : first === null || second === null ? null : 0;
  });
};

export function negate(value: SqlValue): SqlValue {
  return value === null ? null : value === 0 ? 1 : 0;
}

function not(build: BuildOperator): BuildOperator {
  return (node, environment) => {
    const inner = build(node, environment);
    return truth(inner.constant, (row, scope) => negate(inner.evaluate(row, scope)));
  };
}

const isOperator: BuildOperator = (node, environment) => {
  const inner = compile(node.left as Ast, environment);
  const right = node.right as Ast;
  if (right.type === 'null')
    return truth(inner.constant, (row, scope) => (inner.evaluate(row, scope) === null ? 1 : 0));
  if (right.type !== 'bool') throw new NotEmbedded(`IS with this operand in: ${environment.sql}`);
  const wanted = right.value === true ? 1 : 0;
  const number = asNumber(inner, environment);
  return truth(inner.constant, (row, scope) => (logical(number(row, scope)) === wanted ? 1 : 0));
};

const inList: BuildOperator = (node, environment) => {
  const list = node.right as Ast;
  const values = list.value as readonly Ast[];
  if (list.type !== 'expr_list' || values.some((value) => value.type === 'expr_list' || 'ast' in value)) {
    throw new NotEmbedded(`IN with a subquery or with row values in: ${environment.sql}`);
  }
  const left = compile(node.left as Ast, environment);
  const elements = values.map((value) => {
    const right = compile(value, environment);
    return { right, compare: comparison(left, right, environment, false) };
  });
  if (left.constant) refuseTextAmongNumbers([left, ...elements.map(({ right }) => right)]);
  const constant = left.constant && elements.every(({ right }) => right.constant);
  return truth(constant, (row, scope) => {
    const value = left.evaluate(row, scope);
    let result: SqlValue = 0;
    for (const { right, compare } of elements) {
      const order = compare(value, right.evaluate(row, scope));
      if (order === 0) return 1;
      if (order === null) result = null;
    }
    return result;
  });
};

const between: BuildOperator = (node, environment) => {
  const [low, high] = (node.right as Ast).value as readonly [Ast, Ast];
  refuseMixed([node.left as Ast, low, high], environment);
  const bounds = (left: Ast, operator: string, right: Ast): Ast => ({ type: 'binary_expr', operator, left, right });
  const left = node.left as Ast;
  return and(bounds(bounds(left, '>=', low), 'AND', bounds(left, '<=', high)), environment);
};

const like: BuildOperator = (node, environment) => {
  const [left, right] = operands(node, environment);
  const escapeNode = (node.right as Ast).escape as { readonly value: Ast } | undefined;
  const escape = escapeNode === undefined ? null : compile(escapeNode.value, environment);
  if (left.isEnum === true || left.collation === 'binary')
    throw new NotEmbedded(`LIKE of JSON or an ENUM in: ${environment.sql}`);
  const [text, pattern] = [asText(left), asText(right)];
  let last: { readonly pattern: string; readonly matches: (text: string) => boolean } | null = null;
  return truth(left.constant && right.constant, (row, scope) => {
    const [value, wanted] = [text(row, scope), pattern(row, scope)];
    if (value === null || wanted === null) return null;
    const escapeWith = escape === null ? '\\' : String(constantValue(escape, scope));
    if (last?.pattern !== wanted)
      last = { pattern: wanted as string, matches: compileLike(wanted as string, escapeWith) };
    return last.matches(value as string) ? 1 : 0;
  });
};

export const operators: Readonly<Record<string, BuildOperator>> = {
  AND: and,
  OR: or,
  '=': compareWith((order) => order === 0, false),
  '<>': compareWith((order) => order !== 0, false),
  '!=': compareWith((order) => order !== 0, false),
  '<': compareWith((order) => order < 0),
  '<=': compareWith((order) => order <= 0),
  '>': compareWith((order) => order > 0),
  '>=': compareWith((order) => order >= 0),
  IS: isOperator,
  'IS NOT': not(isOperator),
  IN: inList,
  'NOT IN': not(inList),
  BETWEEN: between,
  'NOT BETWEEN': not(between),
  LIKE: like,
  'NOT LIKE': not(like),
  ...arithmeticOperators,
  '->': (node, environment) => extracted(node.left as Ast, node.right as Ast, environment),
  '->>': (node, environment) => unquoted(extracted(node.left as Ast, node.right as Ast, environment), environment),
};

export const unaryOperators: Readonly<Record<string, (inner: Expression, environment: Environment) => Expression>> = {
  NOT: (inner, environment) => {
    const number = asNumber(inner, environment);
    return truth(inner.constant, (row, scope) => negate(number(row, scope)));
  },
  '-': (inner, environment) => {
    if (inner.constant) throw new NotEmbedded(`a negated constant in: ${environment.sql}`);
    const number = asNumber(inner, environment);
    const { scale, collation, constant } = inner;
    return {
      ...{ scale, collation, constant },
      type: inner.type === 'text' || inner.type === 'null' ? 'double' : inner.type,
      evaluate: (row, scope) => {
        const value = number(row, scope) as number | null;
        return value === null ? null : 0 - value;
      },
    };
  },
  '+': (inner) => inner,
};
