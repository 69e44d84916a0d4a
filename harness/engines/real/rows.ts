/** Rows that are judged: how two states differ, and the SQL that makes one of the other. Pure. */
import mysql2 from 'mysql2';
import type { Row, RowChange, RowId } from '../engine.ts';
import type { Dialect } from './dialect.ts';

export type Rows = ReadonlyMap<RowId, Row>;

export function toRows(rows: readonly Row[]): Rows {
  return new Map(rows.map((row) => [row.id, row]));
}

/** What a commit changed, in the order of ids. */
export function difference(before: Rows, after: Rows): readonly RowChange[] {
  const changes: RowChange[] = [];
  for (const row of before.values()) {
    const now = after.get(row.id);
    if (now === undefined) changes.push({ type: 'delete', id: row.id, before: row, after: null });
    else if (now.value !== row.value || now.version !== row.version) {
      changes.push({ type: 'update', id: row.id, before: row, after: now });
    }
  }
  for (const row of after.values()) {
    if (!before.has(row.id)) changes.push({ type: 'insert', id: row.id, before: null, after: row });
  }
  return changes.sort((a, b) => compareIds(a.id, b.id));
}

function compareIds(one: RowId, other: RowId): number {
  if (typeof one === 'number' && typeof other === 'number') return one - other;
  return one === other ? 0 : one < other ? -1 : 1;
}

/** The statement that inserts and updates what is new; null when nothing is. */
export function upsertFor(table: string, changes: readonly RowChange[], { upsert }: Dialect): string | null {
  const rows = changes.flatMap(({ after }) => after ?? []);
  if (rows.length === 0) return null;
  const values = rows.map(({ id, value, version }) => `(${id},${mysql2.escape(value)},${version})`);
  // Cheaper for InnoDB than REPLACE.
  return (
    `INSERT INTO ${table} (id, value, version) VALUES ${values.join(',')} ${upsert.alias}` +
    `ON DUPLICATE KEY UPDATE value = ${upsert.column('value')}, version = ${upsert.column('version')}`
  );
}
