/**
 * The tables that the embedded engine knows. Everything else in this folder works on any table with one integer
 * primary key, so a second table is a second entry here (and a row type in the engine's contract).
 */
import type { SqlValue } from '../../engine.ts';
import { VALUE_CHARACTERS_MAX } from '../../schema.ts';

/** One stored row: column → value. Never changed in place. */
export type RowData = Readonly<Record<string, SqlValue>>;

export interface Column {
  readonly name: string;
  readonly type: 'integer' | 'text';
  /** Undefined: the column must be given. */
  readonly default: SqlValue | undefined;
  readonly charactersMax: number;
}

/** All columns are NOT NULL. */
export interface Table {
  readonly name: string;
  readonly primaryKey: string;
  readonly columns: readonly Column[];
}

/** Mirrors ITEMS_DDL; the differential test compares every constraint with the real table. */
export const items: Table = {
  name: 'items',
  primaryKey: 'id',
  columns: [
    { name: 'id', type: 'integer', default: undefined, charactersMax: 0 },
    { name: 'value', type: 'text', default: undefined, charactersMax: VALUE_CHARACTERS_MAX },
    { name: 'version', type: 'integer', default: 1, charactersMax: 0 },
  ],
};

/** Column names are case-insensitive in MySQL, table names are not. */
export function findColumn(table: Table, name: string): Column | undefined {
  const lower = name.toLowerCase();
  return table.columns.find((column) => column.name === lower);
}
