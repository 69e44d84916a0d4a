/**
 * Intervals by resampling whole runs: what happens within a run belongs together (one late fill makes hundreds of reads
 * stale), so reads are no sample, but runs are. Percentiles of the resampled values, seeded, hence the same each time.
 * Source: B. Efron and R. J. Tibshirani, "An Introduction to the Bootstrap", §13; A. C. Davison and D. V. Hinkley, "Bootstrap
 * Methods and their Application", §3.8 (clusters).
 */
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import type { Interval } from './interval.ts';

const RESAMPLES = 2000;

/**
 * @param estimate from how often each of `count` runs is drawn; null where that says nothing
 * @returns null with fewer than two runs, or when too few resamples say anything
 */
export function bootstrapInterval(
  count: number,
  estimate: (weights: Readonly<Uint32Array>) => number | null,
  { confidence, seed, resamples = RESAMPLES }: { confidence: number; seed: number; resamples?: number },
): Interval | null {
  if (count < 2) return null;
  const dice = xoroshiro128plus(seed);
  const weights = new Uint32Array(count);
  const values: number[] = [];
  for (let i = 0; i < resamples; i++) {
    weights.fill(0);
    for (let draw = 0; draw < count; draw++) weights[Math.floor(((dice.next() >>> 0) / 2 ** 32) * count)]!++;
    const value = estimate(weights);
    if (value !== null) values.push(value);
  }
  if (values.length < resamples / 2) return null;
  values.sort((one, other) => one - other);
  const tail = (1 - confidence) / 2;
  return [quantileOf(values, tail), quantileOf(values, 1 - tail)];
}

function quantileOf(sorted: readonly number[], q: number): number {
  return sorted[Math.min(sorted.length - 1, Math.max(0, Math.ceil(q * sorted.length) - 1))]!;
}
