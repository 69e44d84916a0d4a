/** The operators of SQL: three-valued logic, comparison, arithmetic. */
import type { SqlValue } from '../../engine.ts';
import { NotEmbedded } from '../not-embedded.ts';
import type { Ast } from './ast.ts';
import { compareText, compileLike } from './collation.ts';
import { divisionByZero, integerOverflow } from './errors.ts';
import {
  asText,
  besides,
  commonCollation,
  commonType,
  compile,
  constantValue,
  type Environment,
  type Evaluate,
  type Expression,
  refuseTextAmongNumbers,
  type Scope,
} from './expression.ts';
import { parseNumber, roundDecimal, type SqlType, toNumber } from './values.ts';

type BuildOperator = (node: Ast, environment: Environment) => Expression;

const BIGINT_MAX = 2 ** 63;
/** MySQL's div_precision_increment. */
const DIVISION_DIGITS = 4;

function truth(constant: boolean, evaluate: Evaluate): Expression {
  return { type: 'integer', scale: 0, collation: 'connection', constant, evaluate };
}

/** The expression as a number. Its text, if it is one, is converted for each row. */
export function asNumber({ type, evaluate }: Expression, { strict }: Environment): Evaluate {
  if (type !== 'text') return evaluate;
  return (row, scope) => toNumber(evaluate(row, scope), strict);
}

/** Less than, equal to or greater than zero; null when either side is NULL. */
type Compare = (left: SqlValue, right: SqlValue) => number | null;

export function comparison(left: Expression, right: Expression, environment: Environment): Compare {
  if (left.type === 'text' && right.type === 'text') {
    const collation = commonCollation([left, right]);
    return (a, b) => (a === null || b === null ? null : compareText(a as string, b as string, collation));
  }
  const { strict } = environment;
  // Whether a text that is no number is an error depends on when MySQL comes to evaluate it.
  const isRisky = strict && (environment.clause === 'field list' || (left.constant && right.constant));
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

function compareWith(holds: (order: number) => boolean): BuildOperator {
  return (node, environment) => {
    const [left, right] = operands(node, environment);
    const compare = comparison(left, right, environment);
    return truth(left.constant && right.constant, (row, scope) => {
      const order = compare(left.evaluate(row, scope), right.evaluate(row, scope));
      return order === null ? null : holds(order) ? 1 : 0;
    });
  };
}

function operands(node: Ast, environment: Environment): readonly [Expression, Expression] {
  const sides = [node.left as Ast, node.right as Ast] as const;
  if (sides.some((side) => side.type === 'expr_list')) throw new NotEmbedded(`row values in: ${environment.sql}`);
  return [compile(sides[0], environment), compile(sides[1], environment)];
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
    return { right, compare: comparison(left, right, environment) };
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

type Calculate = (left: number, right: number) => number | null;

function arithmetic(
  calculate: Calculate,
  resultType: (type: SqlType, left: Expression, right: Expression) => readonly [SqlType, number],
  divides: boolean,
): BuildOperator {
  return (node, environment) => {
    const [left, right] = operands(node, environment);
    refuseTextAmongNumbers([left, right]);
    if (left.isAdaptable === true && right.isAdaptable === true) refuseLoneParameter(left, environment);
    const operandsType = commonType([operandType(left, right), operandType(right, left)]);
    const [type, scale] = resultType(operandsType, left, right);
    const [a, b] = [asNumber(left, environment), asNumber(right, environment)];
    const { strict } = environment;
    const evaluate = (row: Parameters<Evaluate>[0], scope: Scope): SqlValue => {
      const x = a(row, scope) as number | null;
      const y = b(row, scope) as number | null;
      if (x === null || y === null) return null;
      if (divides && y === 0) {
        if (strict && environment.clause === 'field list') throw divisionByZero();
        return null;
      }
      const result = calculate(x, y);
      if (type === 'integer') return safeInteger(result as number, environment.sql);
      // A quotient keeps no more digits than it shows.
      return type === 'decimal' && divides ? roundDecimal((result as number) * 10 ** scale) / 10 ** scale : result;
    };
    return { type, scale, collation: 'connection', constant: left.constant && right.constant, evaluate };
  };
}

/** A text counts as a double. */
function operandType(operand: Expression, other: Expression): Expression {
  return operand.type === 'text' ? { ...operand, type: 'double' } : besides(operand, [other]);
}

/** Where texts meet numbers, these compare and convert in ways of their own. */
export function refuseMixed(nodes: readonly Ast[], environment: Environment): void {
  const types = nodes.map((node) => compile(node, environment).type).filter((type) => type !== 'null');
  if (types.includes('text') && types.some((type) => type !== 'text')) {
    throw new NotEmbedded(`texts and numbers together in BETWEEN, NULLIF, GREATEST or LEAST in: ${environment.sql}`);
  }
}

/** What MySQL makes of the type of a parameter that has no neighbour is not worth guessing. */
export function refuseLoneParameter(operand: Expression, environment: Environment): void {
  const isUnsettled = operand.isAdaptable === true && operand.type !== 'text';
  if (isUnsettled) throw new NotEmbedded(`a parameter as the only operand in: ${environment.sql}`);
}

/** BIGINT overflows at 2^63; between 2^53 and there our numbers are not exact, so that we had better not answer. */
function safeInteger(value: number, sql: string): number {
  if (Number.isSafeInteger(value)) return value;
  if (value >= BIGINT_MAX || value < -BIGINT_MAX) throw integerOverflow(sql);
  throw new NotEmbedded(`integers beyond 2^53 in: ${sql}`);
}

const widest = (type: SqlType, left: Expression, right: Expression): readonly [SqlType, number] => [
  type === 'null' ? 'double' : type,
  Math.max(left.scale, right.scale),
];
const product = (type: SqlType, left: Expression, right: Expression): readonly [SqlType, number] => [
  type === 'null' ? 'double' : type,
  left.scale + right.scale,
];
const quotient = (type: SqlType, left: Expression): readonly [SqlType, number] =>
  type === 'double' || type === 'null' ? ['double', 0] : ['decimal', left.scale + DIVISION_DIGITS];

const divide = arithmetic(
  (a, b) => Math.trunc(a / b) + 0,
  () => ['integer', 0],
  true,
);

const integerDivision: BuildOperator = (node, environment) => {
  // It reads texts as decimals, unlike all others.
  if (operands(node, environment).some(({ type }) => type === 'text')) {
    throw new NotEmbedded(`DIV of texts in: ${environment.sql}`);
  }
  return divide(node, environment);
};

const modulo = arithmetic((a, b) => (a % b) + 0, widest, true);

export const operators: Readonly<Record<string, BuildOperator>> = {
  AND: and,
  OR: or,
  '=': compareWith((order) => order === 0),
  '<>': compareWith((order) => order !== 0),
  '!=': compareWith((order) => order !== 0),
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
  '+': arithmetic((a, b) => a + b, widest, false),
  '-': arithmetic((a, b) => a - b, widest, false),
  '*': arithmetic((a, b) => a * b, product, false),
  '/': arithmetic((a, b) => a / b, quotient, true),
  DIV: integerDivision,
  '%': modulo,
  MOD: modulo,
};

export const unaryOperators: Readonly<Record<string, (inner: Expression, environment: Environment) => Expression>> = {
  NOT: (inner, environment) => {
    const number = asNumber(inner, environment);
    return truth(inner.constant, (row, scope) => negate(number(row, scope)));
  },
  '-': (inner, environment) => {
    if (inner.constant) throw new NotEmbedded(`a negated constant in: ${environment.sql}`);
    const number = asNumber(inner, environment);
    return {
      ...inner,
      type: inner.type === 'text' || inner.type === 'null' ? 'double' : inner.type,
      evaluate: (row, scope) => {
        const value = number(row, scope) as number | null;
        return value === null ? null : 0 - value;
      },
    };
  },
  '+': (inner) => inner,
};
