/**
 * Indexes beside the primary key. What they forbid is modelled; what they lock, and in which order they show rows, is not: who asks
 * for that is refused.
 */
import { NotEmbedded } from '../not-embedded.ts';
import type { SqlValue } from '../../engine.ts';
import { type Ast, nameOf } from './ast.ts';
import type { Index, RowData, Table } from './catalogue.ts';
import { columnName } from './column-types.ts';
import { compareText } from './collation.ts';
import type { Database } from './database.ts';
import { duplicateEntry, SqlError } from './errors.ts';
import type { Transaction } from './transaction.ts';

/** Another row has what must be unique. */
export class DuplicateInIndex extends SqlError {
  /** Which row, as this engine calls it. */
  readonly id: number;

  constructor(id: number, { reply }: SqlError) {
    super(reply.code, reply.errno!, reply.sqlState!, reply.message);
    this.id = id;
  }
}

/** Null: it is no index that is known here. */
export function readIndex(node: Ast): Index | null {
  const parts = (node.definition ?? []) as readonly Ast[];
  if (parts.length === 0 || parts.some(({ type, length }) => type !== 'column_ref' || (length ?? null) !== null))
    return null;
  const columns = parts.map(columnName);
  const name = nameOf(node.index) ?? nameOf(node.constraint) ?? columns[0]!;
  if (/^unique(?: key| index)?$/.test(String(node.constraint_type))) return { name, columns, isUnique: true };
  return node.resource === 'index' && /^(?:key|index)$/.test(String(node.keyword))
    ? { name, columns, isUnique: false }
    : null;
}

/**
 * Whether MySQL may read the table by one of its indexes: a condition is about one of their columns, or they hold all that is
 * asked for.
 */
export function mayUseIndex(table: Table, where: unknown, asked: unknown = '*'): boolean {
  const { indexes = [], columns, primaryKey } = table;
  if (indexes.length === 0) return false;
  const inIndexes = new Set(indexes.flatMap((index) => index.columns.map((name) => name.toLowerCase())));
  if ([...inIndexes].some((name) => mentions(where, name))) return true;
  const others = columns.filter(({ name }) => name !== primaryKey && !inIndexes.has(name.toLowerCase()));
  const all = JSON.stringify([where, asked]);
  return !all.includes('"*"') && !others.some(({ name }) => mentions([where, asked], name));
}

function mentions(tree: unknown, column: string): boolean {
  return JSON.stringify(tree ?? null)
    .toLowerCase()
    .includes(`"column":"${column.toLowerCase()}"`);
}

/** @param id of the row, whose own entries are not in its way. @throws SqlError when another row has what must be unique */
export function checkUnique(
  table: Table,
  database: Database,
  transaction: Transaction,
  id: number,
  row: RowData,
): void {
  for (const index of table.indexes ?? []) {
    if (!index.isUnique || index.columns.some((name) => row[name] === null)) continue;
    for (const other of database.rows.ids)
      if (other !== id) checkEntry(table, index, database, transaction, other, row);
  }
}

function checkEntry(
  table: Table,
  index: Index,
  database: Database,
  transaction: Transaction,
  other: number,
  row: RowData,
): void {
  const newest = database.rows.newest(other);
  const isSame = hasEntry(newest, row, index);
  const writer = database.rows.head(other)?.writer ?? null;
  const isOpen = writer !== null && writer.isActive && writer !== transaction;
  if (isOpen && (isSame || hasEntry(database.committed(other), row, index)))
    throw new NotEmbedded(`a wait for another transaction's entry in the index ${index.name} of ${table.name}`);
  if (!isSame) return;
  // It keeps a lock on the entry that it has met.
  if (!transaction.isAutocommit)
    throw new NotEmbedded(`a duplicate in the index ${index.name} of ${table.name} inside of a transaction`);
  throw new DuplicateInIndex(
    other,
    duplicateEntry(index.columns.map((name) => row[name]).join('-'), table.name, index.name),
  );
}

function hasEntry(stored: RowData | null, row: RowData, { columns }: Index): boolean {
  return stored !== null && columns.every((name) => isSame(stored[name]!, row[name]!));
}

function isSame(one: SqlValue, other: SqlValue): boolean {
  if (typeof one !== 'string' || typeof other !== 'string') return one === other;
  return compareText(one, other, 'column') === 0;
}
