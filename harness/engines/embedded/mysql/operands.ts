/** What operators and functions do to their operands before they calculate. */
import { NotEmbedded } from '../not-embedded.ts';
import type { Ast } from './ast.ts';
import { compile, type Environment, type Evaluate, type Expression, isSpecial } from './expression.ts';
import { toNumber } from './values.ts';

export type BuildOperator = (node: Ast, environment: Environment) => Expression;

export function operands(node: Ast, environment: Environment): readonly [Expression, Expression] {
  const sides = [node.left as Ast, node.right as Ast] as const;
  if (sides.some((side) => side.type === 'expr_list')) throw new NotEmbedded(`row values in: ${environment.sql}`);
  return [compile(sides[0], environment), compile(sides[1], environment)];
}

/** The expression as a number. Its text, if it is one, is converted for each row. */
export function asNumber(expression: Expression, { strict, sql }: Environment): Evaluate {
  const { type, evaluate } = expression;
  if (type !== 'text') return evaluate;
  if (isSpecial(expression)) throw new NotEmbedded(`a date, JSON or an ENUM as a number in: ${sql}`);
  return (row, scope) => toNumber(evaluate(row, scope), strict);
}

/** It says when. */
export function isMoment({ kind }: Expression): boolean {
  return kind === 'date' || kind === 'datetime' || kind === 'timestamp' || kind === 'time';
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
