/**
 * Looks for the values of an option that meet a target: first on a grid, then by bisection where the grid shows one edge on a
 * curve that goes one way. What is tried depends on the figures alone, so the same seed tries the same values.
 */
import type { Point } from './point.ts';
import { type Shape, shapeOf } from './shape.ts';
import { between, gridOf } from './values.ts';

export interface Range {
  readonly fromMs: number;
  readonly toMs: number;
}

/** @returns null: it was told to stop */
export type Measure = (valueMs: number) => Promise<Point | null>;

export type AdviceVerdict = 'met' | 'not-met' | 'inconclusive';

export interface Sweep {
  readonly verdict: AdviceVerdict;
  /** Of all values that were tried, ascending. */
  readonly shape: Shape;
  readonly points: readonly Point[];
  /** The values that meet the target by themselves: the ends of what was found. */
  readonly smallest: Point | null;
  readonly largest: Point | null;
  /** Values that by the shape of the curve should meet it too, and do not: they put what was found in doubt. */
  readonly exceptions: readonly Point[];
  readonly isComplete: boolean;
}

/** A grid is refined at most so often: from there on a value is known to a few parts of a hundred. */
export const BISECTIONS_MAX = 6;

export async function sweep({ fromMs, toMs }: Range, measure: Measure): Promise<Sweep> {
  const points: Point[] = [];
  const tryValue = async (valueMs: number): Promise<Point | null> => {
    const point = await measure(valueMs);
    if (point !== null) points.push(point);
    points.sort((one, other) => one.valueMs! - other.valueMs!);
    return point;
  };
  for (const valueMs of gridOf(fromMs, toMs)) {
    if ((await tryValue(valueMs)) === null) return conclude(points, false);
  }
  for (let i = 0; i < BISECTIONS_MAX; i++) {
    const next = nextValue(points);
    if (next === null) break;
    if ((await tryValue(next)) === null) return conclude(points, false);
  }
  return conclude(points, true);
}

/** In the middle of the only edge between values that meet the target and values that do not; null where that says nothing. */
function nextValue(points: readonly Point[]): number | null {
  const shape = shapeOf(points);
  if (shape !== 'falling' && shape !== 'rising') return null;
  const isMet = points.map(({ standing }) => standing === 'met');
  const edge = isMet.findIndex((met, i) => i > 0 && met !== isMet[i - 1]);
  if (edge < 0 || isMet[edge] !== (shape === 'falling')) return null;
  if (isMet.slice(edge).some((met) => met !== isMet[edge])) return null;
  return between(points[edge - 1]!.valueMs!, points[edge]!.valueMs!);
}

/** @param points ascending */
export function conclude(points: readonly Point[], isComplete: boolean): Sweep {
  const shape = shapeOf(points);
  const met = points.filter(({ standing }) => standing === 'met');
  const smallest = met[0] ?? null;
  const largest = met.at(-1) ?? null;
  return {
    verdict: isComplete ? verdictOf(points) : 'inconclusive',
    shape,
    points,
    smallest,
    largest,
    exceptions: smallest === null ? [] : points.filter((point) => isException(point, shape, smallest, largest!)),
    isComplete,
  };
}

/** Falling: whatever is larger than one that meets the target should meet it. Rising: whatever is smaller. Else: what is between two. */
function isException({ standing, valueMs }: Point, shape: Shape, smallest: Point, largest: Point): boolean {
  if (standing === 'met') return false;
  const isAbove = valueMs! > smallest.valueMs!;
  const isBelow = valueMs! < largest.valueMs!;
  if (shape === 'falling') return isAbove;
  return shape === 'rising' ? isBelow : isAbove && isBelow;
}

/** What points come to, whatever they differ in: one that meets the target is enough. */
export function verdictOf(points: readonly Point[]): AdviceVerdict {
  if (points.some(({ standing }) => standing === 'met')) return 'met';
  const isMissed = points.some(({ standing }) => standing === 'missed');
  return isMissed && points.every(({ standing }) => standing !== 'open') ? 'not-met' : 'inconclusive';
}

/** The value that is nearest to being told: with the fewest more reads. */
export function nearestToTell(points: readonly Point[]): Point | null {
  const open = points.filter(({ moreReads }) => moreReads !== null);
  return open.reduce<Point | null>(
    (best, one) => (best === null || one.moreReads! < best.moreReads! ? one : best),
    null,
  );
}
