/** COUNT, SUM, AVG, MIN and MAX over all rows of a SELECT without GROUP BY. */
import type { SqlValue } from '../../engine.ts';
import { NotEmbedded } from '../not-embedded.ts';
import type { Ast } from './ast.ts';
import { type Aggregate, compile, type Environment, type Evaluate, type Expression } from './expression.ts';
import { asNumber } from './operands.ts';
import { comparison } from './operators.ts';

type Fold = Aggregate['start'];

function count(evaluate: Evaluate): Fold {
  return () => {
    let counted = 0;
    return {
      add: (row, scope) => {
        if (evaluate(row, scope) !== null) counted++;
      },
      end: () => counted,
    };
  };
}

function sum(evaluate: Evaluate, isAverage: boolean): Fold {
  return () => {
    let total = 0;
    let counted = 0;
    return {
      add: (row, scope) => {
        const value = evaluate(row, scope) as number | null;
        if (value === null) return;
        total += value;
        counted++;
      },
      end: () => (counted === 0 ? null : isAverage ? total / counted : total),
    };
  };
}

function extreme(inner: Expression, sign: 1 | -1, environment: Environment): Fold {
  const compare = comparison(inner, inner, environment);
  return () => {
    let best: SqlValue = null;
    return {
      add: (row, scope) => {
        const value = inner.evaluate(row, scope);
        if (best === null || ((compare(value, best) ?? 0) * sign > 0 && value !== null)) best = value;
      },
      end: () => best,
    };
  };
}

/** Registers the aggregate with its SELECT and reads its result. */
export function aggregate(node: Ast, environment: Environment): Expression {
  const name = String(node.name).toUpperCase();
  const { aggregates } = environment;
  const args = node.args as (Ast & { readonly distinct?: unknown }) | null;
  if (aggregates === null || (node.over ?? null) !== null || (args?.distinct ?? null) !== null) {
    throw new NotEmbedded(`${name}() of this form in: ${environment.sql}`);
  }
  const argument = args?.expr as Ast;
  const inner = argument.type === 'star' ? null : compile(argument, { ...environment, aggregates: null });
  const [fold, type, scale] = foldOf(name, inner, environment);
  const index = aggregates.push({ start: fold }) - 1;
  // The greatest of such is one of them.
  const isOne = (name === 'MIN' || name === 'MAX') && inner?.kind !== undefined && inner.type === 'text';
  return {
    type,
    scale,
    ...(isOne && { kind: inner.kind! }),
    collation: inner?.collation ?? 'connection',
    constant: false,
    evaluate: (_, scope) => scope.aggregates[index] as SqlValue,
  };
}

function foldOf(
  name: string,
  inner: Expression | null,
  environment: Environment,
): readonly [Fold, Expression['type'], number] {
  if (name === 'COUNT') return [count(inner === null ? () => 1 : inner.evaluate), 'integer', 0];
  if (inner === null) throw new NotEmbedded(`${name}(*) in: ${environment.sql}`);
  const isExact = inner.type === 'integer' || inner.type === 'decimal';
  switch (name) {
    case 'SUM':
      return [sum(asNumber(inner, environment), false), isExact ? 'decimal' : 'double', inner.scale];
    case 'AVG':
      return [sum(asNumber(inner, environment), true), isExact ? 'decimal' : 'double', inner.scale + 4];
    case 'MIN':
      return [extreme(inner, -1, environment), inner.type, inner.scale];
    case 'MAX':
      return [extreme(inner, 1, environment), inner.type, inner.scale];
    default:
      throw new NotEmbedded(`${name}() in: ${environment.sql}`);
  }
}
