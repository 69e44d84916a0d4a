/** Which table a statement is about. */
import { NotEmbedded } from '../not-embedded.ts';
import { type Ast, nameOf } from './ast.ts';
import type { Catalogue, Table } from './catalogue.ts';
import { noSuchTable } from './errors.ts';

/** @param from the parser's list of tables; null: no FROM. */
export function tableOf(
  from: unknown,
  { sql, catalogue }: { readonly sql: string; readonly catalogue: Catalogue },
): { readonly table: Table | null; readonly alias: string | null } {
  const list = (from ?? []) as readonly Ast[];
  const [first] = list;
  if (first === undefined || (list.length === 1 && first.type === 'dual')) return { table: null, alias: null };
  const name = nameOf(first.table);
  if (list.length > 1 || name === null || (first.db ?? null) !== null) {
    throw new NotEmbedded(`joins, subqueries and tables of other databases in: ${sql}`);
  }
  const table = catalogue.tables.get(name);
  if (table === undefined) throw noSuchTable(name);
  return { table, alias: nameOf(first.as) ?? name };
}

/** The first table that a SELECT, INSERT, REPLACE, UPDATE or DELETE names; null: it names none. */
export function tableNameOf(tree: Ast): string | null {
  const from = tree.type === 'select' || tree.type === 'delete' ? tree.from : tree.table;
  const [first] = (from ?? []) as readonly Ast[];
  return first === undefined ? null : nameOf(first.table);
}

/** A clause that nobody looks at would be a clause without effect. */
export function rejectClauses(node: Ast, clauses: readonly string[], sql: string): void {
  for (const clause of clauses) {
    const value = node[clause] ?? null;
    if (value === null || (Array.isArray(value) && value.length === 0)) continue;
    throw new NotEmbedded(`the ${clause.toUpperCase().replace('_', ' ')} of: ${sql}`);
  }
}
