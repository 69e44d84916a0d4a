/**
 * Tables as the embedded engine knows them: `items`, and those that a strategy brings along (own-tables.ts). Everything
 * else in this folder works on any table with a primary key of one column.
 */
import type { ColumnKind, SqlValue } from '../../engine.ts';
import { VALUE_CHARACTERS_MAX } from '../../schema.ts';
import type { KeyOrder } from './key-order.ts';
import type { Plan } from './plan.ts';
import type { Meaning } from './reach.ts';

/** One stored row: column → value. Never changed in place. */
export type RowData = Readonly<Record<string, SqlValue>>;

export interface Column {
  /** As the table's statement spells it. */
  readonly name: string;
  /** How it is stored. Dates and times, JSON and ENUM are texts in MySQL's own form, decimals are numbers of so many digits. */
  readonly type: 'integer' | 'decimal' | 'double' | 'text';
  /** Left out: the type says it all. */
  readonly kind?: ColumnKind;
  /** Undefined: the column must be given. */
  readonly default: SqlValue | undefined;
  readonly isNullable?: boolean;
  readonly charactersMax: number;
  /** Of TEXT and its like. */
  readonly bytesMax?: number;
  /** CHAR: blanks at the end are not kept. */
  readonly isPadded?: boolean;
  /** Of an integer, and of a decimal without its point, the largest plus one. Left out: that of BIGINT. */
  readonly limit?: number;
  readonly isUnsigned?: boolean;
  /** Digits after the point of a decimal, and of the second's fraction. */
  readonly scale?: number;
  /** ENUM: the texts that it may hold. */
  readonly members?: readonly string[];
  /** DEFAULT CURRENT_TIMESTAMP. */
  readonly startsAsNow?: boolean;
  /** ON UPDATE CURRENT_TIMESTAMP. */
  readonly followsNow?: boolean;
}

/** Beside the primary key. */
export interface Index {
  readonly name: string;
  readonly columns: readonly string[];
  readonly isUnique: boolean;
}

export interface Table {
  readonly name: string;
  readonly primaryKey: string;
  readonly columns: readonly Column[];
  /** The primary key counts up by itself when it is not given. */
  readonly countsUp?: boolean;
  /** Of a primary key of texts. */
  readonly keys?: KeyOrder;
  /** Left out: none. */
  readonly indexes?: readonly Index[];
  /** Columns that a client is shown in another form than they are stored in. Left out: none. */
  readonly decimals?: readonly Column[];
}

/** What the row is called in this engine: its number, or the place of its text. */
export function idOf({ keys, primaryKey }: Table, row: RowData): number {
  const key = row[primaryKey];
  return keys === undefined ? (key as number) : keys.placeOf(key as string);
}

/** The row as a client would see it. */
export function shown({ decimals }: Table, row: RowData): RowData {
  if (decimals === undefined) return row;
  const texts = decimals.map(({ name, scale }) => [
    name,
    row[name] === null ? null : (row[name] as number).toFixed(scale),
  ]);
  return { ...row, ...(Object.fromEntries(texts) as RowData) };
}

/** Whether a statement means the primary key by this name. */
export function isKeyName({ primaryKey }: Table, name: string | null | undefined): boolean {
  return name?.toLowerCase() === primaryKey.toLowerCase();
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
  return table.columns.find((column) => column.name.toLowerCase() === lower);
}
