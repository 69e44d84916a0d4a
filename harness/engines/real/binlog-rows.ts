/** Row events of the binlog as changes of the table `items`. */
import type { RowData } from '@vlasky/zongji';
import type { Row, RowChange } from '../engine.ts';

export interface RowsEvent {
  readonly tableId: number;
  readonly tableMap: Readonly<Record<number, { readonly parentSchema: string }>>;
  readonly rows: readonly (RowData | { readonly before: RowData; readonly after: RowData })[];
  getTypeName(): string;
}

export function changesOf(event: RowsEvent): RowChange[] {
  return event.rows.map((row) => toChange(event.getTypeName(), row));
}

function toChange(type: string, row: RowsEvent['rows'][number]): RowChange {
  if (type === 'UpdateRows') {
    const { before, after } = row as { readonly before: RowData; readonly after: RowData };
    return { type: 'update', id: Number(before['id']), before: toRow(before), after: toRow(after) };
  }
  const only = toRow(row as RowData);
  return type === 'WriteRows'
    ? { type: 'insert', id: only.id, before: null, after: only }
    : { type: 'delete', id: only.id, before: only, after: null };
}

function toRow({ id, value, version }: RowData): Row {
  return { id: Number(id), value: String(value), version: Number(version) };
}
