/** What is drawn over the table: bars, dots, arrows, waits and bands, as plain shapes. */
import type { Trace, TraceStep } from '../../../harness/result.ts';
import { isProof } from '../../model/proof.ts';
import { isChanged, type Place } from '../../model/state.ts';
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

export interface Marks {
  readonly bars: readonly Bar[];
  readonly dots: readonly Dot[];
  readonly arrows: readonly Arrow[];
  readonly waits: readonly Wait[];
  readonly bands: readonly Band[];
}

/** Distance of dots and bars from the left edge of their lane, and of arrow heads from the edge of their store. */
export const DOT_INSET = 18;
const ARROW_INSET = 14;
const BAR_OVERHANG = 16;
const BAND_INSET = 4;

/** All marks of a trace. */
export function marksOf(trace: Trace, columns: readonly Column[], rows: readonly Row[]): Marks {
  const dots: Dot[] = [];
  const arrows: Arrow[] = [];
  const waits: Wait[] = [];
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
    for (const target of targetsOf(trace, columns, step)) {
      const x2 = target.x + ARROW_INSET;
      arrows.push({ step: step.number, x1: x, x2, y, dropped: step.fault === 'drop' });
    }
  }
  return { bars: barsOf(trace, columns, rows), dots, arrows, waits, bands: bandsOf(trace, columns, rows) };
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
