/** The arithmetic operators, and the types of what they calculate. */
import type { SqlValue } from '../../engine.ts';
import { NotEmbedded } from '../not-embedded.ts';
import type { Ast } from './ast.ts';
import { toScale } from './decimals.ts';
import { divisionByZero, integerOverflow, unsignedOverflow } from './errors.ts';
import { besides, commonType, refuseTextAmongNumbers } from './choose.ts';
import { type Evaluate, type Expression, type Scope } from './expression.ts';
import { asNumber, type BuildOperator, operands, refuseLoneParameter } from './operands.ts';
import { shifted } from './time-functions.ts';
import { roundDecimal, type SqlType } from './values.ts';

const BIGINT_MAX = 2 ** 63;
/** MySQL's div_precision_increment. */
const DIVISION_DIGITS = 4;

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
    const isUnsigned = left.isUnsigned === true || right.isUnsigned === true;
    const evaluate = (row: Parameters<Evaluate>[0], scope: Scope): SqlValue => {
      const x = a(row, scope) as number | null;
      const y = b(row, scope) as number | null;
      if (x === null || y === null) return null;
      if (divides && y === 0) {
        if (strict && environment.clause === 'field list') throw divisionByZero();
        return null;
      }
      const result = calculate(x, y);
      if (type === 'integer' && isUnsigned && (result as number) < 0) throw unsignedOverflow(environment.sql);
      if (type === 'integer') return safeInteger(result as number, environment.sql);
      if (type !== 'decimal') return result;
      // A quotient keeps no more digits than it shows.
      if (divides) return roundDecimal((result as number) * 10 ** scale) / 10 ** scale;
      const exact = toScale(result as number, scale);
      if (exact === null) throw new NotEmbedded(`a decimal of so many digits in: ${environment.sql}`);
      return exact;
    };
    const constant = left.constant && right.constant;
    const sign = type === 'integer' && isUnsigned ? { isUnsigned } : {};
    return { type, scale, collation: 'connection', constant, ...sign, evaluate };
  };
}

/** A text counts as a double. */
function operandType(operand: Expression, other: Expression): Expression {
  return operand.type === 'text' ? { ...operand, type: 'double' } : besides(operand, [other]);
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

const plus = arithmetic((a, b) => a + b, widest, false);
const minus = arithmetic((a, b) => a - b, widest, false);

/** `… + INTERVAL 5 MINUTE` is about time. */
function orInterval(calculate: BuildOperator, sign: 1 | -1): BuildOperator {
  return (node, environment) =>
    node.right?.type === 'interval'
      ? shifted(node.left as Ast, node.right, sign, environment)
      : calculate(node, environment);
}

export const arithmeticOperators: Readonly<Record<string, BuildOperator>> = {
  '+': orInterval(plus, 1),
  '-': orInterval(minus, -1),
  '*': arithmetic((a, b) => a * b, product, false),
  '/': arithmetic((a, b) => a / b, quotient, true),
  DIV: integerDivision,
  '%': modulo,
  MOD: modulo,
};
