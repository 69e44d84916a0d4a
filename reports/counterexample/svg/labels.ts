/** What is written in the picture: the heads of columns, and what each row says in its lane and in the stores. */
import type { Trace } from '../../../harness/result.ts';
import { type Column, laneOf, type LaneColumn, type StoreColumn } from '../../html/geometry/columns.ts';
import { DOT_INSET, isStore } from '../../html/geometry/marks.ts';
import type { Row } from '../../html/geometry/rows.ts';
import { operationText, outcomeText } from '../../model/operation-text.ts';
import { placeName } from '../../model/place-name.ts';
import { shortReply, shortText } from '../../model/short-text.ts';
import { isChanged, stateBefore, valueAt } from '../../model/state.ts';
import { FONTS, fitted, text, wrapped } from './text.ts';

const TEXT_INSET = DOT_INSET + 16;
const STORE_INSET = 22;
const DIM = '#656d78';
const STALE = '#b03a00';
const NOTE = { fill: STALE, 'font-family': FONTS.prose };
/** Hatching stays behind the letters. */
const ON_BAND = { stroke: '#ffffff', 'stroke-width': 4, 'paint-order': 'stroke' };

export function headTexts(columns: readonly Column[]): string[] {
  const bold = { 'font-weight': 600 };
  return columns.flatMap((column) => {
    const { x, width } = column;
    if (column.kind === 'number') return [text(x + 8, 32, '#', bold)];
    if (column.kind === 'time') return [text(x + 8, 32, 'ms', bold)];
    if (column.kind === 'lane') return [text(x + 8, 32, fitted(column.lane, width - 8), bold)];
    if (column.kind === 'margin') return [];
    const { place } = column;
    return [text(x + 8, 14, placeName(place), { fill: DIM }), text(x + 8, 32, fitted(place.key, width - 8), bold)];
  });
}

export function rowTexts(trace: Trace, columns: readonly Column[], row: Row): string[] {
  const { step, dotY: y } = row;
  const lane = laneOf(trace, step);
  return columns.flatMap((column) => {
    if (column.kind === 'number') return [text(column.x + 8, y + 4, String(step.number), { fill: DIM })];
    if (column.kind === 'time') return [text(column.x + 8, y + 4, String(step.at), { fill: DIM })];
    if (column.kind === 'store') return storeTexts(trace, column, row);
    return column.kind === 'lane' && column.lane === lane ? laneTexts(column, row) : [];
  });
}

function laneTexts(column: LaneColumn, { step, dotY: y, begins, ends }: Row): string[] {
  const x = column.x + TEXT_INSET;
  const width = column.width - TEXT_INSET;
  const { verb, rest } = shortText(step);
  const reply = step.blockedBy === null ? shortReply(step.reply) : `waits for ${step.blockedBy}`;
  return [
    ...(begins === null ? [] : [text(x, y - 24, fitted(operationText(begins), width), { fill: DIM })]),
    text(x, y - 6, fitted(`${verb} ${rest}`.trim(), width), { 'font-weight': 600 }),
    ...(reply === '' ? [] : [text(x, y + 14, fitted(reply, width))]),
    ...(ends === null ? [] : [text(x, y + 34, fitted(outcomeText(ends), width), { fill: ends.stale ? STALE : DIM })]),
  ];
}

function storeTexts(trace: Trace, { place, x, width }: StoreColumn, { step, dotY: y, opens, closes }: Row): string[] {
  const room = width - STORE_INSET - 4;
  const value = valueAt(step.state, place) ?? '-';
  const before = valueAt(stateBefore(trace, step.number), place) ?? '-';
  const changed = isChanged(trace, step.number, place);
  const here = changed
    ? text(x + STORE_INSET, y - 6, fitted(`${before} → ${value}`, room), { 'font-weight': 600, ...ON_BAND })
    : text(x + STORE_INSET, y - 6, fitted(value, room), { fill: DIM, ...ON_BAND });
  const own = (store: string, key: string): boolean => key === place.key && isStore(place, store);
  const notes = [
    ...opens.filter(({ store, key }) => own(store, key)).map((window) => `stale: ${window.opens}`),
    ...closes
      .filter(({ store, key }) => own(store, key))
      .map(({ to, closes: why }) => (to === null ? 'stale to the end' : `fresh: ${why ?? ''}`)),
  ];
  const lines = notes.flatMap((note) => wrapped(note, room)).slice(0, 4);
  return [here, ...lines.map((words, i) => text(x + STORE_INSET - 8, y + 18 + 14 * i, words, { ...NOTE, ...ON_BAND }))];
}
