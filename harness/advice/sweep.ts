/**
 * Looks for the values of an option that meet a target: first on a grid, then by bisection where the grid shows one edge on a
 * curve that goes one way. What is tried depends on the figures alone, so the same seed tries the same values.
 */
import { threeDigits } from './pareto.ts';
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
  /**
   * The ends of the values that meet the target. Where more of the option is better, or nobody can tell, `smallest` is the
   * one from which on all that were tried meet it: a lucky one among others that do not is none.
   */
  readonly smallest: Point | null;
  readonly largest: Point | null;
  /** The end of them that costs less: the largest where MySQL is then asked less and writes take no longer, as of a TTL. */
  readonly cheapest: Point | null;
  /** Values at odds with that: between the ends, or beyond them by the shape of the curve, and not met; or met and elsewhere. */
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
  const met = points.map(isMet);
  const edge = met.findIndex((one, i) => i > 0 && one !== met[i - 1]);
  if (edge < 0 || met[edge] !== (shape === 'falling')) return null;
  if (met.slice(edge).some((one) => one !== met[edge])) return null;
  return between(points[edge - 1]!.valueMs!, points[edge]!.valueMs!);
}

/** @param points ascending */
export function conclude(points: readonly Point[], isComplete: boolean): Sweep {
  const shape = shapeOf(points);
  const met = metTogether(points, shape);
  const smallest = met[0] ?? null;
  const largest = met.at(-1) ?? null;
  return {
    verdict: isComplete ? verdictOf(points) : 'inconclusive',
    shape,
    points,
    smallest,
    largest,
    cheapest: smallest === null ? null : isCheaper(largest!, smallest) ? largest : smallest,
    exceptions: smallest === null ? [] : points.filter((point) => isAtOdds(point, shape, smallest, largest!)),
    isComplete,
  };
}

function isCheaper(one: Point, other: Point): boolean {
  const cost = ({ rates }: Point, name: string): number => threeDigits(rates[name]?.value ?? 0);
  return (
    cost(one, 'mysql_reads_per_read') < cost(other, 'mysql_reads_per_read') &&
    cost(one, 'write_latency_mean') <= cost(other, 'write_latency_mean')
  );
}

/**
 * The values that meet the target and are the answer. Taken from one end of the curve up to the first that does not, they are a
 * sequence of tests in a fixed order: then all of them hold at once as surely as a single one does (W. Maurer, L. Hothorn and
 * W. Lehmacher, "Multiple comparisons in drug clinical trials and preclinical assays", 1995).
 */
function metTogether(points: readonly Point[], shape: Shape): Point[] {
  const measured = points.filter(({ standing }) => standing !== 'failed');
  const all = measured.filter(isMet);
  const suffix = measured.slice(measured.findLastIndex((point) => !isMet(point)) + 1);
  const firstMiss = measured.findIndex((point) => !isMet(point));
  const prefix = firstMiss < 0 ? measured : measured.slice(0, firstMiss);
  const together = { falling: [suffix], rising: [prefix], level: [suffix, prefix], mixed: [] }[shape];
  return together.find(({ length }) => length > 0) ?? all;
}

function isAtOdds(point: Point, shape: Shape, smallest: Point, largest: Point): boolean {
  if (point.standing === 'failed') return false;
  const isFromHere = shape === 'rising' || point.valueMs! >= smallest.valueMs!;
  const isToHere = shape === 'falling' || point.valueMs! <= largest.valueMs!;
  return isMet(point) !== (isFromHere && isToHere);
}

function isMet({ standing }: Point): boolean {
  return standing === 'met';
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
