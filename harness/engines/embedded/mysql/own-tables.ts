/** Tables that a strategy brings along, read from their CREATE TABLE as far as this engine can keep to them. */
import type { SqlValue } from '../../engine.ts';
import { NotEmbedded } from '../not-embedded.ts';
import { type Ast, nameOf, parse } from './ast.ts';
import type { Catalogue, Column, Table } from './catalogue.ts';
import { ITEMS_ONLY, items } from './catalogue.ts';

/** One more than the largest value. */
const LIMITS: Readonly<Record<string, number>> = {
  TINYINT: 2 ** 7,
  BOOLEAN: 2 ** 7,
  BOOL: 2 ** 7,
  INT: 2 ** 31,
  INTEGER: 2 ** 31,
  BIGINT: 2 ** 63,
};

/** By their statements: with `items`, and, where one of them is judged in its place, without. */
const known = {
  with: new WeakMap<readonly string[], Catalogue>(),
  without: new WeakMap<readonly string[], Catalogue>(),
};

/**
 * `items` and these tables, or these alone. Runs that give the same array share what is compiled.
 *
 * @throws NotEmbedded for a table with anything but NOT NULL columns of integers and VARCHAR and one integer primary key
 */
export function catalogueOf(statements: readonly string[] | undefined, hasItems = true): Catalogue {
  if (statements === undefined || statements.length === 0) return ITEMS_ONLY;
  const catalogues = hasItems ? known.with : known.without;
  let catalogue = catalogues.get(statements);
  if (catalogue === undefined) {
    const tables = [...(hasItems ? [items] : []), ...statements.map(parseTable)];
    catalogue = { tables: new Map(tables.map((table) => [table.name, table])), plans: new Map(), reaches: new Map() };
    catalogues.set(statements, catalogue);
  }
  return catalogue;
}

/** As far as they are embedded: of others it knows nothing, and then of none. For those who want to know what a statement reaches. */
export function knownTables({
  tables,
  judged,
}: {
  readonly tables: readonly string[] | null;
  readonly judged: unknown;
}): Catalogue {
  try {
    return catalogueOf(tables ?? undefined, judged === null);
  } catch (error) {
    if (error instanceof NotEmbedded) return ITEMS_ONLY;
    throw error;
  }
}

export function parseTable(sql: string): Table {
  const refuse = (what: string): never => {
    throw new NotEmbedded(`${what} in: ${sql}`);
  };
  const tree = parse(sql, 'CREATE', sql);
  const name = nameOf((tree.table as readonly Ast[] | undefined)?.[0]?.table);
  if (tree.type !== 'create' || tree.keyword !== 'table' || name === null) return refuse('something else than a table');
  const definitions = tree.create_definitions as readonly Ast[];
  const columns = definitions.filter(({ resource }) => resource === 'column');
  const constraints = definitions.filter(({ resource }) => resource !== 'column');
  if (constraints.some(({ constraint_type: type }) => type !== 'primary key')) refuse('an index or a constraint');
  const keys = [
    ...columns.filter((column) => column.primary_key !== undefined).map(columnName),
    ...constraints.flatMap(({ definition }) => (definition as readonly Ast[]).map(columnName)),
  ];
  const key = columns.find((column) => columnName(column) === keys[0]);
  if (keys.length !== 1 || key !== columns[0] || key === undefined)
    return refuse('a primary key that is not the first column alone');
  const table: Table = {
    name,
    primaryKey: columnName(key),
    countsUp: key.auto_increment !== undefined,
    columns: columns.map((column) => readColumn(column, column === key, refuse)),
  };
  if (table.columns.find((column) => column.name === table.primaryKey)?.type !== 'integer') refuse('a key of text');
  return table;
}

function readColumn(node: Ast, isKey: boolean, refuse: (what: string) => never): Column {
  const { dataType, length } = node.definition as { readonly dataType: string; readonly length?: number };
  const name = columnName(node);
  if (!isKey && (node.nullable as Ast | undefined)?.type !== 'not null')
    refuse(`the column ${name}, which may be NULL`);
  const type = dataType.toUpperCase();
  const limit = LIMITS[type];
  if (limit === undefined && type !== 'VARCHAR') refuse(`the type ${type}`);
  const charactersMax = limit === undefined ? (length ?? 0) : 0;
  // A key that counts up takes 0 for "the next one".
  const fallback = node.auto_increment === undefined ? defaultOf(node, refuse) : 0;
  return {
    ...{ name, type: limit === undefined ? 'text' : 'integer', default: fallback, charactersMax },
    ...(limit !== undefined && { limit }),
  };
}

function defaultOf(node: Ast, refuse: (what: string) => never): SqlValue | undefined {
  const given = (node.default_val as Ast | undefined)?.value as Ast | undefined;
  if (given === undefined) return undefined;
  if (given.type === 'bool') return given.value === true ? 1 : 0;
  if (given.type === 'number' || given.type === 'single_quote_string') return given.value as SqlValue;
  return refuse(`the default of ${columnName(node)}`);
}

function columnName(node: Ast): string {
  const column = node.column as unknown;
  const name = nameOf(typeof column === 'object' ? (column as Ast).column : column);
  return String(name).toLowerCase();
}
