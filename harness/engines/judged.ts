/**
 * A table of the service in the place of `items`: its rows as those of the scenario, and the other way round. Engines keep the
 * table as it is; this is all that they know about the part that it plays.
 */
import type { JudgedTable } from '../../strategies/adapt.ts';
import type { Row, RowChange, SqlValue } from './engine.ts';

const KEY = 'id';
/** Of a table that has no column for it: it says nothing. */
const NO_VERSION = 1;

export function keyColumn({ key = KEY }: JudgedTable): string {
  return key;
}

/** A stored row as the scenario knows it. Null: it has no value, or is not there. */
export function judgedRow(judged: JudgedTable, stored: Readonly<Record<string, unknown>> | null): Row | null {
  if (stored === null) return null;
  const value = stored[judged.value] ?? null;
  if (value === null) return null;
  const version = judged.version === undefined ? NO_VERSION : Number(stored[judged.version]);
  return { id: judgedId(judged, stored), value: String(value), version };
}

/** Texts throughout: whether the column holds numbers is known to the server alone. */
export function judgedId(judged: JudgedTable, stored: Readonly<Record<string, unknown>>): string {
  return String(stored[keyColumn(judged)]);
}

/** What a change of the table is to the scenario: a value that becomes NULL is a row that goes. Null: nothing. */
export function judgedChange(judged: JudgedTable, { before, after }: RowChange): RowChange | null {
  const [was, is] = [judgedRow(judged, asStored(before)), judgedRow(judged, asStored(after))];
  if (was === null) return is === null ? null : { type: 'insert', id: is.id, before: null, after: is };
  if (is === null) return { type: 'delete', id: was.id, before: was, after: null };
  const isSame = was.id === is.id && was.value === is.value && was.version === is.version;
  return isSame ? null : { type: 'update', id: is.id, before: was, after: is };
}

/** The change of a table as it is, called by the key that the scenario knows, where the table is the judged one. */
export function nameJudged(judged: JudgedTable, change: RowChange): RowChange {
  const row = asStored(change.after ?? change.before);
  return change.table === judged.table && row !== null ? { ...change, id: judgedId(judged, row) } : change;
}

/** Rows of a strategy's own tables have columns of their own. */
function asStored(row: Row | null): Readonly<Record<string, unknown>> | null {
  return row as unknown as Readonly<Record<string, unknown>> | null;
}

export interface Seed {
  readonly sql: string;
  readonly params: readonly SqlValue[];
}

/** The statement that puts the scenario's rows into the table; null when there is none. @param table as the server is to find it */
export function seedOf(judged: JudgedTable, rows: readonly Row[], table: string = judged.table): Seed | null {
  if (rows.length === 0) return null;
  const { value, version, initial = {} } = judged;
  const columns = [keyColumn(judged), value, ...(version === undefined ? [] : [version]), ...Object.keys(initial)];
  const list = rows.map((row) => [
    ...[String(row.id), row.value, ...(version === undefined ? [] : [row.version])],
    ...Object.values(initial),
  ]);
  const places = `(${columns.map(() => '?').join(', ')})`;
  const names = columns.map((name) => `\`${name}\``).join(', ');
  return {
    sql: `INSERT INTO ${table} (${names}) VALUES ${list.map(() => places).join(', ')}`,
    params: list.flat(),
  };
}
