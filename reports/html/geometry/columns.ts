/** The columns of the diagram: actors from left to right, then the stores, one column per key. Pixels at 16 px to the rem. */
import type { Trace, TraceStep } from '../../../harness/result.ts';
import { placeName } from '../../model/place-name.ts';
import { isChanged, type Place, placesOf } from '../../model/state.ts';

type Content =
  /** What the order of the steps decided: brackets and a curve. */
  | { readonly kind: 'margin' }
  | { readonly kind: 'number' }
  | { readonly kind: 'time' }
  | { readonly kind: 'lane'; readonly lane: string }
  | { readonly kind: 'store'; readonly place: Place };

interface Extent {
  readonly x: number;
  readonly width: number;
}

export type Column = Content & Extent;
export type LaneColumn = Extract<Content, { kind: 'lane' }> & Extent;
export type StoreColumn = Extract<Content, { kind: 'store' }> & Extent;

export const COLUMN_WIDTHS = { margin: 84, number: 48, time: 80, lane: 196, store: 176 } as const;

/** How far lanes and stores may depart from their width. */
const ELASTICITY = { least: 0.75, most: 1.5 } as const;

/** More keys than this are chosen from, not shown at once. */
export const KEYS_MAX = 3;

export interface ColumnOptions {
  /** Lanes and stores shrink or grow into it, by `ELASTICITY` at most; 0 leaves them as they are. */
  readonly roomWidth?: number;
  readonly hasMargin?: boolean;
  /** Lanes and stores to leave out, by `columnName`. */
  readonly hidden?: ReadonlySet<string>;
}

/** @param keys the keys that get columns; see `keysOf`. */
export function columnsOf(
  trace: Trace,
  keys: readonly string[],
  { roomWidth = 0, hasMargin = false, hidden = new Set() }: ColumnOptions = {},
): readonly Column[] {
  const all: Content[] = [
    ...(hasMargin ? [{ kind: 'margin' } as const] : []),
    { kind: 'number' },
    ...(trace.steps.some((step) => step.at > 0) ? [{ kind: 'time' } as const] : []),
    ...lanesOf(trace).map((lane) => ({ kind: 'lane', lane }) as const),
    ...placesOf(trace)
      .filter((place) => keys.includes(place.key))
      .map((place) => ({ kind: 'store', place }) as const),
  ];
  const contents = all.filter((content) => !isElastic(content) || !hidden.has(columnName(content)));
  const sum = (some: readonly Content[]) => some.reduce((width, { kind }) => width + COLUMN_WIDTHS[kind], 0);
  const fixed = sum(contents.filter((content) => !isElastic(content)));
  const elastic = sum(contents.filter(isElastic));
  const wanted = roomWidth === 0 ? 1 : (roomWidth - fixed) / elastic;
  const growth = Math.max(ELASTICITY.least, Math.min(wanted, ELASTICITY.most));
  let x = 0;
  return contents.map((content) => {
    const width = Math.floor(COLUMN_WIDTHS[content.kind] * (isElastic(content) ? growth : 1));
    const column = { ...content, x, width };
    x += width;
    return column;
  });
}

/** What a reader calls a column; for those that can be hidden no two are the same. */
export function columnName(content: Content): string {
  if (content.kind === 'lane') return content.lane;
  return content.kind === 'store' ? `${placeName(content.place)} ${content.place.key}` : '';
}

function isElastic({ kind }: Content): boolean {
  return kind === 'lane' || kind === 'store';
}

/** The right edge of the last column. */
export function widthOf(columns: readonly Column[]): number {
  const last = columns[columns.length - 1];
  return last === undefined ? 0 : last.x + last.width;
}

/** Keys with columns of their own, those that operations asked for first. What nobody asked for or changed has none. */
export function keysOf(trace: Trace): readonly string[] {
  const asked = trace.operations.flatMap(({ key }) => (key === null ? [] : [key]));
  const windows = trace.staleWindows.map(({ key }) => key);
  const changed = placesOf(trace).filter((place) => trace.steps.some(({ number }) => isChanged(trace, number, place)));
  return [...new Set([...windows, ...asked, ...changed.map(({ key }) => key)])];
}

/** The lane of a step: its actor's, or one named after its store where the actor has none. */
export function laneOf(trace: Trace, step: TraceStep): string {
  return trace.actors.includes(step.actor) ? step.actor : step.store;
}

/** Lanes that something happens in, actors in the order of the scenario. */
export function lanesOf(trace: Trace): readonly string[] {
  const used = new Set(trace.steps.map((step) => laneOf(trace, step)));
  const others = [...used].filter((lane) => !trace.actors.includes(lane)).sort();
  return [...trace.actors.filter((actor) => used.has(actor)), ...others];
}

/** The column of a lane. */
export function laneColumn(columns: readonly Column[], lane: string): LaneColumn | null {
  return columns.find((column): column is LaneColumn => column.kind === 'lane' && column.lane === lane) ?? null;
}
