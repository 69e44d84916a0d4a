/**
 * node-sql-parser reads `1 AND 0 OR 1` in a SELECT list as `1 AND (0 OR 1)`. Rather than trust its trees, we check that
 * no operator that binds more loosely stands below one that binds more tightly without parentheses.
 */
import { NotEmbedded } from '../not-embedded.ts';
import type { Ast } from './ast.ts';

const LEVELS: readonly (readonly string[])[] = [
  ['OR'],
  ['AND'],
  ['NOT'],
  ['BETWEEN', 'NOT BETWEEN'],
  ['=', '>=', '>', '<=', '<', '<>', '!=', 'IS', 'IS NOT', 'LIKE', 'NOT LIKE', 'IN', 'NOT IN'],
  ['+', '-'],
  ['*', '/', 'DIV', '%', 'MOD'],
];

const LEVEL: ReadonlyMap<string, number> = new Map(
  LEVELS.flatMap((operators, level) => operators.map((operator) => [operator, level] as const)),
);

function levelOf(node: Ast | undefined): number {
  if (node === undefined || node.parentheses === true) return LEVELS.length;
  if (node.type === 'binary_expr') return LEVEL.get(node.operator as string) ?? LEVELS.length;
  return node.type === 'unary_expr' && node.operator === 'NOT' ? 2 : LEVELS.length;
}

/** `column->'$.path'` is one thing. */
function isPath({ operator, left }: Ast): boolean {
  return (operator === '->' || operator === '->>') && left?.type === 'column_ref';
}

export function checkPrecedence(node: Ast, sql: string): void {
  if (node.type === 'binary_expr' && !isPath(node)) {
    const own = LEVEL.get(node.operator as string) ?? LEVELS.length;
    if (levelOf(node.left) < own || levelOf(node.right) <= own) {
      throw new NotEmbedded(`the order of evaluation (put parentheses around parts) in: ${sql}`);
    }
  } else if (node.type === 'unary_expr' && levelOf(node.expr) < (node.operator === 'NOT' ? 2 : LEVELS.length)) {
    throw new NotEmbedded(`the order of evaluation (put parentheses around parts) in: ${sql}`);
  }
  for (const child of Object.values(node)) visit(child, sql);
}

function visit(value: unknown, sql: string): void {
  if (Array.isArray(value)) for (const element of value) visit(element, sql);
  else if (typeof value === 'object' && value !== null) checkPrecedence(value as Ast, sql);
}
