/**
 * The interval of a ratio or a mean from independent runs (batches), by Student's t.
 * A ratio of sums is linearised: what each run adds to it is its numerator less the ratio times its denominator. Sources:
 * A. M. Law, "Simulation Modeling and Analysis", §9.5 (replications); W. G. Cochran, "Sampling Techniques", §6.3 (ratios).
 */
import type { Cluster, Interval } from './interval.ts';
import { ratioOf } from './interval.ts';
import { studentQuantile } from './student.ts';

/** Null with fewer than two runs: then nothing is known of how they differ. */
export function ratioInterval(clusters: readonly Cluster[], confidence: number): Interval | null {
  const ratio = ratioOf(clusters);
  const { length } = clusters;
  if (ratio === null || length < 2) return null;
  const meanDenominator = clusters.reduce((sum, [, d]) => sum + d, 0) / length;
  const squares = clusters.reduce((sum, [n, d]) => sum + (n - ratio * d) ** 2, 0);
  const error = Math.sqrt(squares / (length - 1) / length) / meanDenominator;
  const margin = studentQuantile(1 - (1 - confidence) / 2, length - 1) * error;
  return [ratio - margin, ratio + margin];
}

/** Of a mean. */
export function meanInterval(values: readonly number[], confidence: number): Interval | null {
  return ratioInterval(
    values.map((value): Cluster => [value, 1]),
    confidence,
  );
}

export interface PairedDifference {
  /** The mean of the differences, run by run. */
  readonly difference: number;
  readonly interval: Interval;
  readonly pairs: number;
}

/**
 * Two things that were measured in the same runs, with the same chance: what one has more than the other, run by run. What
 * both have in common, such as an unlucky run, falls out, so that the interval is narrower than that of two samples.
 * @returns null with fewer than two pairs
 */
export function pairedDifference(
  one: readonly number[],
  other: readonly number[],
  confidence: number,
): PairedDifference | null {
  const differences = one.map((value, i) => value - other[i]!);
  const interval = meanInterval(differences, confidence);
  if (interval === null) return null;
  return {
    difference: differences.reduce((sum, value) => sum + value, 0) / differences.length,
    interval,
    pairs: differences.length,
  };
}
