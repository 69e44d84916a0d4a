/** Whether more of an option means fewer stale reads: as far as the data say, neighbour by neighbour in the same runs. */
import type { PairedDifference } from '../statistics/batch-means.ts';
import { pairedDifference } from '../statistics/batch-means.ts';
import { CONFIDENCE } from '../timed/summary.ts';
import { type Point, STALE } from './point.ts';

/** mixed: somewhere it falls and somewhere it rises. level: neither was told from chance. */
export type Shape = 'falling' | 'rising' | 'mixed' | 'level';

/**
 * What each point has more of stale reads than the one before; null for the first, and where there is nothing to compare. All
 * intervals hold together at 95 % (Bonferroni): of a dozen at 95 % each, every other curve would seem to turn somewhere.
 */
export function changesOf(points: readonly Point[]): (PairedDifference | null)[] {
  const measured = points.filter(({ standing }) => standing !== 'failed');
  const confidence = 1 - (1 - CONFIDENCE) / Math.max(1, measured.length - 1);
  return points.map((point) => {
    const before = measured[measured.indexOf(point) - 1];
    return before === undefined ? null : changeBetween(before, point, confidence);
  });
}

function changeBetween(one: Point, other: Point, confidence: number): PairedDifference | null {
  const [before, after] = [one.perRun[STALE], other.perRun[STALE]];
  // A budget of time may have ended one of them earlier; runs are in the order of their numbers.
  const pairs = Math.min(before.length, after.length);
  return pairedDifference(after.slice(0, pairs), before.slice(0, pairs), confidence);
}

/** @param points in the order of their values */
export function shapeOf(points: readonly Point[]): Shape {
  const changes = changesOf(points);
  const falls = changes.some((change) => change !== null && change.interval[1] < 0);
  const rises = changes.some((change) => change !== null && change.interval[0] > 0);
  if (falls) return rises ? 'mixed' : 'falling';
  return rises ? 'rising' : 'level';
}
