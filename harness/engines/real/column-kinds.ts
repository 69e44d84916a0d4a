/** What MySQL says of the columns of a result, as far as clients make a difference. */
import type { FieldPacket } from 'mysql2';
import type { ColumnKind, ColumnTypes } from '../engine.ts';

/** https://dev.mysql.com/doc/dev/mysql-server/latest/field__types_8h.html */
const KINDS: ReadonlyMap<number | undefined, ColumnKind> = new Map([
  [7, 'timestamp'],
  [10, 'date'],
  [11, 'time'],
  [12, 'datetime'],
  [245, 'json'],
  [246, 'decimal'],
]);
const TINY = 1;

/** Null: there is nothing to tell. */
export function kindsOf(fields: readonly FieldPacket[]): ColumnTypes | null {
  const kinds = fields.map(kindOf);
  return kinds.some((kind) => kind !== null) ? kinds : null;
}

export function kindOf({ columnType, columnLength }: FieldPacket): ColumnKind | null {
  if (columnType === TINY && columnLength === 1) return 'boolean';
  return KINDS.get(columnType) ?? null;
}
