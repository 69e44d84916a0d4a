/** What is drawn over the table: bars, dots, arrows, waits and bands, as plain shapes. */
import type { Trace, TraceStep } from '../../../harness/result.ts';
import { type Flight, flightsOf } from '../../model/flights.ts';
import { isProof } from '../../model/proof.ts';
import { isChanged, type Place } from '../../model/state.ts';
import { transactionsOf } from '../../model/transactions.ts';
import { truthsOf } from '../../model/truth.ts';
import { laneColumn, laneOf, type Column, type StoreColumn } from './columns.ts';
import { heightOf, type Row } from './rows.ts';

/** An operation, from its first step to its last; `open` when it never returned. */
export interface Bar {
  readonly x: number;
  readonly y1: number;
  readonly y2: number;
  readonly stale: boolean;
  readonly open: boolean;
}

/** A step, on the bar of its operation. A `blocked` step is hollow; its effect is the `granted` dot further down. */
export interface Dot {
  readonly step: number;
  readonly kind: 'effect' | 'blocked' | 'granted' | 'fault';
  readonly x: number;
  readonly y: number;
  readonly witness: boolean;
  /** The witness that shows the anomaly. */
  readonly proof: boolean;
}

/** From the dot to the place that the step asked or changed. `dropped`: it never arrived. */
export interface Arrow {
  readonly step: number;
  readonly x1: number;
  readonly x2: number;
  readonly y: number;
  readonly dropped: boolean;
}

/** A lock wait, in the lane of the one that waits. */
export interface Wait {
  readonly step: number;
  readonly x: number;
  readonly y1: number;
  readonly y2: number;
}

/** A stale window, in the column of the place that is stale. */
export interface Band {
  readonly x: number;
  readonly width: number;
  readonly y1: number;
  readonly y2: number;
  readonly open: boolean;
}

/** A message from the step that sent it to the one that delivers it: slanted, since time passes on its way. */
export interface Message {
  readonly step: number;
  readonly x1: number;
  readonly y1: number;
  readonly x2: number;
  readonly y2: number;
  readonly lost: boolean;
}

/** A transaction of several steps, beside the bar of its operation; `open` when it never ended. */
export interface Bracket {
  readonly x: number;
  readonly y1: number;
  readonly y2: number;
  readonly open: boolean;
  readonly undone: boolean;
}

/** From the commit of the newest value to the stale read that did not get it, along the column of MySQL. */
export interface TruthLine {
  readonly step: number;
  readonly x: number;
  readonly y1: number;
  readonly y2: number;
}

export interface Marks {
  readonly bars: readonly Bar[];
  readonly dots: readonly Dot[];
  readonly arrows: readonly Arrow[];
  readonly waits: readonly Wait[];
  readonly bands: readonly Band[];
  readonly messages: readonly Message[];
  readonly transactions: readonly Bracket[];
  readonly truths: readonly TruthLine[];
}

/** Distance of dots and bars from the left edge of their lane, and of arrow heads from the edge of their store. */
export const DOT_INSET = 18;
const ARROW_INSET = 14;
const BAR_OVERHANG = 16;
const BAND_INSET = 4;
/** From the right edge of the column. */
const TRUTH_INSET = 14;
/** From the bar of the operation to the bracket beside it. */
const BRACKET_DISTANCE = 11;

/** All marks of a trace. */
export function marksOf(trace: Trace, columns: readonly Column[], rows: readonly Row[]): Marks {
  const dots: Dot[] = [];
  const arrows: Arrow[] = [];
  const waits: Wait[] = [];
  const flights = flightsOf(trace);
  const deliveries = new Set(flights.map(({ to }) => to));
  for (const row of rows) {
    const { step, dotY: y } = row;
    const x = dotX(trace, columns, step);
    if (x === null) continue;
    const dot = { step: step.number, x, witness: step.witness, proof: isProof(trace, step) };
    const kind = step.store === 'fault' ? 'fault' : step.blockedBy === null ? 'effect' : 'blocked';
    dots.push({ ...dot, kind, y });
    const granted = step.grantedAt === null ? undefined : rows[step.grantedAt - 1];
    if (kind === 'blocked') waits.push({ step: step.number, x, y1: y, y2: granted?.dotY ?? heightOf(rows) });
    if (granted !== undefined) dots.push({ ...dot, kind: 'granted', y: granted.dotY });
    // What was delivered asked for nothing.
    if (deliveries.has(step.number)) continue;
    for (const target of targetsOf(trace, columns, step)) {
      const x2 = target.x + ARROW_INSET;
      arrows.push({ step: step.number, x1: x, x2, y, dropped: step.fault === 'drop' });
    }
  }
  return {
    bars: barsOf(trace, columns, rows),
    dots,
    arrows,
    waits,
    bands: bandsOf(trace, columns, rows),
    messages: messagesOf(flights, { trace, columns, rows }),
    transactions: bracketsOf(trace, columns, rows),
    truths: truthLinesOf(trace, columns, rows),
  };
}

function dotX(trace: Trace, columns: readonly Column[], step: TraceStep): number | null {
  const column = laneColumn(columns, laneOf(trace, step));
  return column === null ? null : column.x + DOT_INSET;
}

/** The store columns an arrow points at: what the step changed, else what it asked for. */
function targetsOf(trace: Trace, columns: readonly Column[], step: TraceStep): readonly StoreColumn[] {
  const stores = columns.filter((column): column is StoreColumn => column.kind === 'store');
  const changed = stores.filter(({ place }) => isChanged(trace, step.number, place));
  if (step.store === 'fault') return changed;
  const own = changed.filter(({ place }) => isIn(step, place));
  if (own.length > 0) return own;
  const asked = stores.filter(({ place }) => isIn(step, place) && isAskedFor(trace, step, place));
  return asked.slice(0, 1);
}

/** Of several Redis servers, the label of a step says which one it is for. */
function isIn({ store, actor, label }: TraceStep, place: Place): boolean {
  if (place.store !== 'server') return place.store === store;
  return store === 'redis' && label.startsWith(`${actor}.${place.server}.`);
}

function isAskedFor(trace: Trace, step: TraceStep, place: Place): boolean {
  const words = step.text.split(/[\s,()'"]+/);
  if (words.includes(place.key)) return true;
  // SQL names rows by number, so the operation's key decides; a Redis command that names no shown key has no arrow.
  const operation = step.operation === null ? undefined : trace.operations[step.operation];
  if (operation?.key !== place.key) return false;
  return place.store === 'mysql' || (place.store === 'replica' && isOn(step, place.replica));
}

/** Statements on replicas say on which, by number. */
function isOn({ text }: TraceStep, replica: string): boolean {
  return text.endsWith(`/* replica ${replica.replace(/^replica/, '') || 1} */`);
}

function barsOf(trace: Trace, columns: readonly Column[], rows: readonly Row[]): readonly Bar[] {
  return trace.operations.flatMap((operation) => {
    const column = laneColumn(columns, operation.actor);
    const from = rows[operation.from - 1];
    if (column === null || from === undefined) return [];
    const to = operation.to === null ? undefined : rows[operation.to - 1];
    const y2 = to === undefined ? heightOf(rows) : to.dotY + BAR_OVERHANG;
    const bar = { x: column.x + DOT_INSET, y1: from.dotY - BAR_OVERHANG, y2 };
    return [{ ...bar, stale: operation.stale, open: to === undefined }];
  });
}

interface Layout {
  readonly trace: Trace;
  readonly columns: readonly Column[];
  readonly rows: readonly Row[];
}

function messagesOf(flights: readonly Flight[], { trace, columns, rows }: Layout): readonly Message[] {
  return flights.flatMap(({ from, to, store, key, isLost }) => {
    const [sent, delivered] = [rows[from - 1], rows[to - 1]];
    if (sent === undefined || delivered === undefined) return [];
    const column = columns.find(
      (each) => each.kind === 'store' && each.place.store === store && (key === null || each.place.key === key),
    );
    const x1 = column === undefined ? dotX(trace, columns, sent.step) : column.x + ARROW_INSET;
    const x2 = dotX(trace, columns, delivered.step);
    if (x1 === null || x2 === null) return [];
    return [{ step: to, x1, y1: sent.dotY, x2, y2: delivered.dotY, lost: isLost }];
  });
}

function bracketsOf(trace: Trace, columns: readonly Column[], rows: readonly Row[]): readonly Bracket[] {
  return transactionsOf(trace).flatMap(({ actor, from, to, isRolledBack }) => {
    const [column, first] = [laneColumn(columns, actor), rows[from - 1]];
    if (column === null || first === undefined) return [];
    const last = to === null ? undefined : rows[to - 1];
    const span = {
      y1: first.dotY - BAR_OVERHANG / 2,
      y2: last === undefined ? heightOf(rows) : last.dotY + BAR_OVERHANG / 2,
    };
    return [{ x: column.x + DOT_INSET - BRACKET_DISTANCE, ...span, open: last === undefined, undone: isRolledBack }];
  });
}

function truthLinesOf(trace: Trace, columns: readonly Column[], rows: readonly Row[]): readonly TruthLine[] {
  return truthsOf(trace).flatMap(({ key, since, step }) => {
    const column = columns.find(
      (each) => each.kind === 'store' && each.place.store === 'mysql' && each.place.key === key,
    );
    const [first, last] = [rows[since - 1], rows[step - 1]];
    if (column === undefined || first === undefined || last === undefined) return [];
    return [{ step, x: column.x + column.width - TRUTH_INSET, y1: first.dotY, y2: last.dotY }];
  });
}

function bandsOf(trace: Trace, columns: readonly Column[], rows: readonly Row[]): readonly Band[] {
  return trace.staleWindows.flatMap(({ store, key, from, to }) => {
    const column = columns.find(
      (each) => each.kind === 'store' && each.place.key === key && isStore(each.place, store),
    );
    const first = rows[from - 1];
    if (column === undefined || first === undefined) return [];
    const last = to === null ? undefined : rows[to - 1];
    const band = { x: column.x + BAND_INSET, width: column.width - 2 * BAND_INSET };
    return [{ ...band, y1: first.dotY, y2: last?.dotY ?? heightOf(rows), open: last === undefined }];
  });
}

/** Whether a stale window's store is this place: `redis`, or `local node1` for the memory of a node. */
export function isStore(place: Place, store: string): boolean {
  return store === (place.store === 'local' ? `local ${place.node}` : place.store);
}
