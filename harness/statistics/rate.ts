/** The interval of a share of things that come in clusters, such as the stale ones among the reads of several runs. */
import { bootstrapInterval } from './bootstrap.ts';
import type { Cluster, Interval } from './interval.ts';
import { wilsonBounds } from './wilson.ts';

/**
 * Where nothing was seen in n: the largest share at which that happens once in 1 / (1 - confidence) times. At 95 % that is
 * about 3 / n, the rule of three (Hanley and Lippman-Hand, JAMA 1983). Exact for independent trials.
 */
export function zeroSeenBound(trials: number, confidence: number): number {
  return trials === 0 ? 1 : 1 - (1 - confidence) ** (1 / trials);
}

/**
 * The wider of two at each end: the runs resampled, which knows that stale reads come in clusters, and Wilson's, which knows
 * how little a handful of them says. None or all seen: the exact bound. Null: there were no trials.
 */
export function rateInterval(clusters: readonly Cluster[], confidence: number, seed: number): Interval | null {
  let hits = 0;
  let trials = 0;
  for (const [n, d] of clusters) {
    hits += n;
    trials += d;
  }
  if (trials === 0) return null;
  if (hits === 0) return [0, zeroSeenBound(trials, confidence)];
  if (hits === trials) return [1 - zeroSeenBound(trials, confidence), 1];
  const [low, high] = wilsonBounds(hits, trials, confidence);
  const resampled = bootstrapInterval(
    clusters.length,
    (weights) => {
      let n = 0;
      let d = 0;
      for (let i = 0; i < weights.length; i++) {
        n += weights[i]! * clusters[i]![0];
        d += weights[i]! * clusters[i]![1];
      }
      return d === 0 ? null : n / d;
    },
    { confidence, seed },
  );
  return resampled === null ? [low, high] : [Math.min(low, resampled[0]), Math.max(high, resampled[1])];
}
