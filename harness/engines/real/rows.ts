/** Rows of the table `items`: how two states differ, and the SQL that makes one of the other. Pure. */
import mysql2 from 'mysql2';
import type { Row, RowChange } from '../engine.ts';

export type Rows = ReadonlyMap<number, Row>;

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
  return changes.sort((a, b) => a.id - b.id);
}

/** Statements that make the changes; none when there are none. */
export function statementsFor(table: string, changes: readonly RowChange[]): readonly string[] {
  const gone = changes.filter(({ after }) => after === null).map(({ id }) => id);
  const new_ = changes.flatMap(({ after }) => after ?? []);
  const statements: string[] = [];
  if (gone.length > 0) statements.push(`DELETE FROM ${table} WHERE id IN (${gone.join(',')})`);
  if (new_.length > 0) {
    const values = new_.map(({ id, value, version }) => `(${id},${mysql2.escape(value)},${version})`);
    // Cheaper for InnoDB than REPLACE.
    statements.push(
      `INSERT INTO ${table} (id, value, version) VALUES ${values.join(',')} AS new ` +
        'ON DUPLICATE KEY UPDATE value = new.value, version = new.version',
    );
  }
  return statements;
}
