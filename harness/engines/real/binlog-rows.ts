/** Row events of the binlog as changes. */
import type { RowData } from '@vlasky/zongji';
import type { JudgedTable } from '../../../strategies/adapt.ts';
import type { Row, RowChange } from '../engine.ts';
import { nameJudged } from '../judged.ts';

export interface RowsEvent {
  readonly tableId: number;
  readonly tableMap: Readonly<Record<number, { readonly parentSchema: string; readonly tableName: string }>>;
  readonly rows: readonly (RowData | { readonly before: RowData; readonly after: RowData })[];
  getTypeName(): string;
}

const NO_TABLE = { parentSchema: '', tableName: '' };

/** The database and the table that it is about. */
export function tableOf({ tableMap, tableId }: RowsEvent): {
  readonly parentSchema: string;
  readonly tableName: string;
} {
  return tableMap[tableId] ?? NO_TABLE;
}

/** @param judged the table in the place of `items` */
export function changesOf(event: RowsEvent, judged?: JudgedTable): RowChange[] {
  const { tableName } = tableOf(event);
  if (tableName === 'items' && judged === undefined)
    return event.rows.map((row) => toChange(event.getTypeName(), row, toItem));
  return event.rows.map((row) => {
    const change = { ...toChange(event.getTypeName(), row, asIs), table: tableName };
    return judged === undefined ? change : nameJudged(judged, change);
  });
}

function toChange(type: string, row: RowsEvent['rows'][number], toRow: (data: RowData) => Row): RowChange {
  if (type === 'UpdateRows') {
    const { before, after } = row as { readonly before: RowData; readonly after: RowData };
    return { type: 'update', id: keyOf(before), before: toRow(before), after: toRow(after) };
  }
  const [id, only] = [keyOf(row as RowData), toRow(row as RowData)];
  return type === 'WriteRows'
    ? { type: 'insert', id, before: null, after: only }
    : { type: 'delete', id, before: only, after: null };
}

/** The primary key is the first column. */
function keyOf(data: RowData): number {
  return Number(Object.values(data)[0]);
}

function toItem({ id, value, version }: RowData): Row {
  return { id: Number(id), value: String(value), version: Number(version) };
}

/** A row of a strategy's own table has its columns. */
function asIs(data: RowData): Row {
  return data as unknown as Row;
}
