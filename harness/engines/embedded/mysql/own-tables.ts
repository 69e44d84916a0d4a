/** Tables that a strategy brings along, read from their CREATE TABLE as far as this engine can keep to them. */
import { NotEmbedded } from '../not-embedded.ts';
import { type Ast, nameOf, parse } from './ast.ts';
import { type Catalogue, findColumn, type Index, ITEMS_ONLY, items, type Table } from './catalogue.ts';
import { columnName, readColumn } from './column-types.ts';
import { SqlError } from './errors.ts';
import { readIndex } from './indexes.ts';
import { KeyOrder } from './key-order.ts';

/** By their statements: with `items`, and, where one of them is judged in its place, without. */
const known = {
  with: new WeakMap<readonly string[], Catalogue>(),
  without: new WeakMap<readonly string[], Catalogue>(),
};

/**
 * `items` and these tables, or these alone. Runs that give the same array share what is compiled.
 *
 * @throws NotEmbedded for a table with a type that is not modelled, or without a primary key of one column
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
  refuseOptions((tree.table_options ?? []) as readonly Option[], refuse);
  const [primary, others] = [constraints.filter(isPrimary), constraints.filter((one) => !isPrimary(one))];
  const key = keyOf(columns, primary, refuse);
  const table: Table = {
    name,
    primaryKey: columnName(key),
    countsUp: key.auto_increment !== undefined,
    columns: columns.map((column) => readOf(column, column === key, refuse)),
  };
  const indexes = indexesOf(columns, others, table, refuse);
  const decimals = table.columns.filter(({ type }) => type === 'decimal');
  const { type, kind, members, bytesMax } = table.columns[0]!;
  if (type !== 'integer' && (type !== 'text' || kind !== undefined || members !== undefined || bytesMax !== undefined))
    refuse('a primary key of this type');
  return {
    ...table,
    ...(indexes.length > 0 && { indexes }),
    ...(decimals.length > 0 && { decimals }),
    ...(type === 'text' && { keys: new KeyOrder() }),
  };
}

/** The one column of the primary key, which comes first. */
function keyOf(columns: readonly Ast[], constraints: readonly Ast[], refuse: (what: string) => never): Ast {
  const lower = (node: Ast): string => columnName(node).toLowerCase();
  const keys = [
    ...columns.filter((column) => column.primary_key !== undefined).map(lower),
    ...constraints.flatMap(({ definition }) => (definition as readonly Ast[]).map(lower)),
  ];
  const [first] = columns;
  if (keys.length !== 1 || first === undefined || lower(first) !== keys[0])
    return refuse('a primary key that is not the first column alone');
  return first;
}

function isPrimary({ constraint_type: type }: Ast): boolean {
  return type === 'primary key';
}

function indexesOf(
  columns: readonly Ast[],
  constraints: readonly Ast[],
  table: Table,
  refuse: (what: string) => never,
): readonly Index[] {
  const own = columns
    .filter(({ unique }) => (unique ?? null) !== null)
    .map((column): Index => ({ name: columnName(column), columns: [columnName(column)], isUnique: true }));
  const others = constraints.map((node) => readIndex(node) ?? refuse('a constraint, or an index of another kind'));
  return [...own, ...others].map((index) => ({
    ...index,
    columns: index.columns.map((name) => findColumn(table, name)?.name ?? refuse(`an index of ${name}`)),
  }));
}

/** Its default may be one that MySQL does not take. */
function readOf(column: Ast, isKey: boolean, refuse: (what: string) => never): Table['columns'][number] {
  try {
    return readColumn(column, isKey, refuse);
  } catch (error) {
    if (error instanceof SqlError) return refuse(`the default of ${columnName(column)}`);
    throw error;
  }
}

interface Option {
  readonly keyword: string;
  readonly value: unknown;
}

/** What is said of the table as a whole, and must be as it is by default. */
const USUAL: Readonly<Record<string, string>> = {
  engine: 'innodb',
  'default charset': 'utf8mb4',
  'default character set': 'utf8mb4',
  charset: 'utf8mb4',
  'character set': 'utf8mb4',
  collate: 'utf8mb4_0900_ai_ci',
  'default collate': 'utf8mb4_0900_ai_ci',
};
const HARMLESS = ['comment', 'row_format'];

function refuseOptions(options: readonly Option[], refuse: (what: string) => never): void {
  for (const { keyword, value } of options) {
    const text = typeof value === 'object' && value !== null ? (value as { readonly value: unknown }).value : value;
    if (HARMLESS.includes(keyword) || USUAL[keyword] === String(text).toLowerCase()) continue;
    refuse(`the option ${keyword.toUpperCase()}`);
  }
}
