/** Row events of the binlog as changes. */
import type { RowData } from '@vlasky/zongji';
import type { JudgedTable } from '../../../strategies/adapt.ts';
import type { Row, RowChange } from '../engine.ts';
import { readJson, writeJson } from '../embedded/mysql/json-text.ts';
import { nameJudged } from '../judged.ts';

interface TableMap {
  readonly parentSchema: string;
  readonly tableName: string;
  readonly columns?: readonly { readonly name: string; readonly type: number }[];
}

/** MySQL's number of the type. */
const JSON_TYPE = 245;

export interface RowsEvent {
  readonly tableId: number;
  readonly tableMap: Readonly<Record<number, TableMap>>;
  readonly rows: readonly (RowData | { readonly before: RowData; readonly after: RowData })[];
  getTypeName(): string;
}

const NO_TABLE = { parentSchema: '', tableName: '' };

/** The database and the table that it is about. */
export function tableOf({ tableMap, tableId }: RowsEvent): TableMap {
  return tableMap[tableId] ?? NO_TABLE;
}

/** @param judged the table in the place of `items` */
export function changesOf(event: RowsEvent, judged?: JudgedTable): RowChange[] {
  const { tableName } = tableOf(event);
  if (tableName === 'items' && judged === undefined)
    return event.rows.map((row) => toChange(event.getTypeName(), row, toItem));
  const documents = (tableOf(event).columns ?? []).filter(({ type }) => type === JSON_TYPE).map(({ name }) => name);
  const asRow = documents.length === 0 ? asIs : (data: RowData) => asIs(withTexts(data, documents));
  return event.rows.map((row) => {
    const change = { ...toChange(event.getTypeName(), row, asRow), table: tableName };
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

/** JSON as a client of MySQL gets it, but for the point of a whole double, which the reader of the binlog does not tell. */
function withTexts(data: RowData, documents: readonly string[]): RowData {
  const texts = documents.map((name) => {
    const value: unknown = data[name];
    return [name, value === null ? null : writeJson(readJson(JSON.stringify(value))!)] as const;
  });
  return { ...data, ...Object.fromEntries(texts) };
}

/** A row of a strategy's own table has its columns. */
function asIs(data: RowData): Row {
  return data as unknown as Row;
}
