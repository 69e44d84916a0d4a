/** Whether more of an option means fewer stale reads: as far as the data say, neighbour by neighbour in the same runs. */
import type { PairedDifference } from '../statistics/batch-means.ts';
import { pairedDifference } from '../statistics/batch-means.ts';
import { CONFIDENCE } from '../timed/summary.ts';
import { type Point, STALE } from './point.ts';

/** mixed: somewhere it falls and somewhere it rises. level: neither was told from chance. */
export type Shape = 'falling' | 'rising' | 'mixed' | 'level';

/**
 * What each point has more of stale reads than the one before; null for the first, and where there is nothing to compare. All
 * intervals of a curve hold together at 97.5 % (Bonferroni): at 95 % each, every other curve would seem to turn somewhere.
 */
export function changesOf(points: readonly Point[]): (PairedDifference | null)[] {
  const measured = measuredOf(points);
  return points.map((point) => {
    const before = measured[measured.indexOf(point) - 1];
    return before === undefined ? null : changeBetween(before, point, measured.length - 1);
  });
}

/** @param points in the order of their values */
export function shapeOf(points: readonly Point[]): Shape {
  const measured = measuredOf(points);
  const [first, last] = [measured[0], measured.at(-1)];
  // Steps that are too small to be told from chance may well add up.
  const inAll = first === undefined ? null : changeBetween(first, last!, 1);
  const changes = [...changesOf(points), inAll];
  const falls = changes.some((change) => change !== null && change.interval[1] < 0);
  const rises = changes.some((change) => change !== null && change.interval[0] > 0);
  if (falls) return rises ? 'mixed' : 'falling';
  return rises ? 'rising' : 'level';
}

function measuredOf(points: readonly Point[]): Point[] {
  return points.filter(({ standing }) => standing !== 'failed');
}

/** What may be wrong by chance is shared: one half for the neighbours together, the other for the ends. */
const ERROR = (1 - CONFIDENCE) / 2;

/** @param comparisons how many hold together */
function changeBetween(one: Point, other: Point, comparisons: number): PairedDifference | null {
  const [before, after] = [one.perRun[STALE], other.perRun[STALE]];
  // A budget of time may have ended one of them earlier; runs are in the order of their numbers.
  const pairs = Math.min(before.length, after.length);
  return pairedDifference(after.slice(0, pairs), before.slice(0, pairs), 1 - ERROR / comparisons);
}
