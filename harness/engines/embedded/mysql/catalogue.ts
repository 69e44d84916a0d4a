/**
 * Tables as the embedded engine knows them: `items`, and those that a strategy brings along (own-tables.ts). Everything
 * else in this folder works on any table with one integer primary key.
 */
import type { SqlValue } from '../../engine.ts';
import { VALUE_CHARACTERS_MAX } from '../../schema.ts';
import type { Plan } from './plan.ts';
import type { Meaning } from './reach.ts';

/** One stored row: column → value. Never changed in place. */
export type RowData = Readonly<Record<string, SqlValue>>;

export interface Column {
  readonly name: string;
  readonly type: 'integer' | 'text';
  /** Undefined: the column must be given. */
  readonly default: SqlValue | undefined;
  readonly charactersMax: number;
  /** Of an integer, the largest plus one. Left out: that of BIGINT. */
  readonly limit?: number;
}

/** All columns are NOT NULL. */
export interface Table {
  readonly name: string;
  readonly primaryKey: string;
  readonly columns: readonly Column[];
  /** The primary key counts up by itself when it is not given. */
  readonly countsUp?: boolean;
}

/** The tables of one run, and what was compiled for them. */
export interface Catalogue {
  readonly tables: ReadonlyMap<string, Table>;
  readonly plans: Map<string, Plan[]>;
  readonly reaches: Map<string, Meaning[]>;
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

/** That of a run without tables of its own: nearly every run. */
export const ITEMS_ONLY: Catalogue = { tables: new Map([[items.name, items]]), plans: new Map(), reaches: new Map() };

/** Column names are case-insensitive in MySQL, table names are not. */
export function findColumn(table: Table, name: string): Column | undefined {
  const lower = name.toLowerCase();
  return table.columns.find((column) => column.name === lower);
}
