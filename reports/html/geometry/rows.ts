/** The rows of the diagram, from the top: one per step, taller where an operation begins or ends or a window opens or closes. */
import type { StaleWindow, Trace, TraceOperation, TraceStep } from '../../../harness/result.ts';

export interface Row {
  readonly step: TraceStep;
  readonly top: number;
  readonly height: number;
  /** Virtual time that passed before it and in which nothing happened, where that is long; else 0. */
  readonly idleMs: number;
  /** Where the step's dot and arrow are. */
  readonly dotY: number;
  readonly begins: TraceOperation | null;
  readonly ends: TraceOperation | null;
  readonly opens: readonly StaleWindow[];
  readonly closes: readonly StaleWindow[];
  /** Steps that this one lets go of a lock. */
  readonly grants: readonly TraceStep[];
}

export const ROW_HEIGHTS = { idle: 30, head: 24, body: 48, tail: 26, window: 60 } as const;

/** Rows are evenly spaced, whatever time passes between them; from here on, that it passed is a line of its own. */
const IDLE_LEAST_MS = 50;
/** Where every step takes time, only what is unlike the rest. */
const IDLE_TIMES_MEDIAN = 10;

/** Lays the steps out. */
export function rowsOf(trace: Trace): readonly Row[] {
  const last = trace.steps.length;
  const opens = groupBy(trace.staleWindows, (window) => window.from);
  // A window that never closes is labelled where the run ends.
  const closes = groupBy(trace.staleWindows, (window) => window.to ?? last);
  const begins = groupBy(trace.operations, (operation) => operation.from);
  const ends = groupBy(trace.operations, (operation) => operation.to);
  const grants = groupBy(trace.steps, (step) => step.grantedAt);
  const gaps = trace.steps.map(({ at }, index) => at - (trace.steps[index - 1]?.at ?? 0));
  const median = gaps.toSorted((a, b) => a - b)[gaps.length >> 1] ?? 0;
  const idleLeast = Math.max(IDLE_LEAST_MS, IDLE_TIMES_MEDIAN * median);
  let top = 0;
  return trace.steps.map((step, index) => {
    const own = (operation: TraceOperation) => operation.actor === step.actor;
    const row = {
      step,
      begins: begins.get(step.number)?.find(own) ?? null,
      ends: ends.get(step.number)?.find(own) ?? null,
      opens: opens.get(step.number) ?? [],
      closes: closes.get(step.number) ?? [],
      grants: grants.get(step.number) ?? [],
    };
    const gap = gaps[index]!;
    const idleMs = gap >= idleLeast ? gap : 0;
    const idle = idleMs === 0 ? 0 : ROW_HEIGHTS.idle;
    const head = idle + (row.begins === null ? 0 : ROW_HEIGHTS.head);
    const height = head + ROW_HEIGHTS.body + Math.max(row.ends === null ? 0 : ROW_HEIGHTS.tail, windowHeight(row));
    const placed = { ...row, idleMs, top, height, dotY: top + head + ROW_HEIGHTS.body / 2 };
    top += height;
    return placed;
  });
}

function windowHeight({ opens, closes }: Pick<Row, 'opens' | 'closes'>): number {
  // Windows of different columns stand side by side; those of one column would be on top of each other.
  const inColumn = groupBy([...opens, ...closes], ({ store, key }) => `${store} ${key}`);
  return ROW_HEIGHTS.window * Math.max(0, ...[...inColumn.values()].map((windows) => windows.length));
}

/** The lower edge of the last row. */
export function heightOf(rows: readonly Row[]): number {
  const last = rows[rows.length - 1];
  return last === undefined ? 0 : last.top + last.height;
}

/** Rows that touch the span from `top` to `bottom`, as a half-open range of indices. */
export function rowsWithin(rows: readonly Row[], top: number, bottom: number): readonly [from: number, to: number] {
  const from = lowerBound(rows, (row) => row.top + row.height > top);
  return [
    from,
    Math.max(
      from,
      lowerBound(rows, (row) => row.top >= bottom),
    ),
  ];
}

/** Index of the first row for which the condition holds; it must hold for all rows after that one. */
function lowerBound(rows: readonly Row[], holds: (row: Row) => boolean): number {
  let low = 0;
  let high = rows.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (holds(rows[middle] as Row)) high = middle;
    else low = middle + 1;
  }
  return low;
}

function groupBy<Item, Key>(items: readonly Item[], keyOf: (item: Item) => Key): ReadonlyMap<Key, readonly Item[]> {
  const groups = new Map<Key, Item[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [item]);
    else group.push(item);
  }
  return groups;
}
