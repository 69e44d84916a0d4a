/** How long something takes, as a distribution. All times are milliseconds. */
import { normalQuantile } from '../statistics/normal.ts';

export type Distribution =
  | { readonly kind: 'constant'; readonly ms: number }
  | { readonly kind: 'uniform'; readonly lowMs: number; readonly highMs: number }
  /** Half take at most `p50Ms`, 99 of 100 at most `p99Ms`. */
  | { readonly kind: 'lognormal'; readonly p50Ms: number; readonly p99Ms: number }
  /** Measured: buckets by their upper ends, ascending; the first begins at `lowMs`. Evenly spread within a bucket. */
  | { readonly kind: 'histogram'; readonly lowMs: number; readonly buckets: readonly (readonly [number, number])[] }
  /** Now this, now that: pauses for garbage, a failover. Shares add up to 1. */
  | { readonly kind: 'mixture'; readonly parts: readonly MixturePart[] };

export interface MixturePart {
  readonly share: number;
  readonly of: Distribution;
}

/** The 99th percentile of the standard normal distribution. */
const Z_99 = normalQuantile(0.99);

/**
 * The quantile function: what u, evenly spread over [0, 1), becomes. Of a mixture, u first chooses the part; what comes out
 * is distributed as it should be, but does not ascend with u.
 */
export function quantileFunction(distribution: Distribution): (u: number) => number {
  switch (distribution.kind) {
    case 'constant': {
      const { ms } = distribution;
      return () => ms;
    }
    case 'uniform': {
      const { lowMs, highMs } = distribution;
      return (u) => lowMs + u * (highMs - lowMs);
    }
    case 'lognormal': {
      const { p50Ms, p99Ms } = distribution;
      if (p50Ms === 0) return () => 0;
      const sigma = Math.log(p99Ms / p50Ms) / Z_99;
      return (u) => p50Ms * Math.exp(sigma * normalQuantile(u));
    }
    case 'histogram':
      return histogramQuantile(distribution.lowMs, distribution.buckets);
    case 'mixture':
      return mixtureQuantile(distribution.parts);
  }
}

function histogramQuantile(lowMs: number, buckets: readonly (readonly [number, number])[]): (u: number) => number {
  const total = buckets.reduce((sum, [, count]) => sum + count, 0);
  const cumulated: number[] = [];
  let sum = 0;
  for (const [, count] of buckets) cumulated.push((sum += count) / total);
  return (u) => {
    let low = 0;
    let high = buckets.length - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (cumulated[middle]! > u) high = middle;
      else low = middle + 1;
    }
    const begins = low === 0 ? lowMs : buckets[low - 1]![0];
    const before = low === 0 ? 0 : cumulated[low - 1]!;
    const share = (u - before) / (cumulated[low]! - before);
    return begins + Math.min(1, share) * (buckets[low]![0] - begins);
  };
}

function mixtureQuantile(parts: readonly MixturePart[]): (u: number) => number {
  const functions = parts.map(({ of }) => quantileFunction(of));
  return (u) => {
    let rest = u;
    for (let i = 0; i < parts.length - 1; i++) {
      const { share } = parts[i]!;
      if (rest < share) return functions[i]!(rest / share);
      rest -= share;
    }
    return functions.at(-1)!(Math.min(rest / parts.at(-1)!.share, ALMOST_ONE));
  };
}

export const ALMOST_ONE = 1 - 2 ** -32;

/** The mean, by 10,000 points of the quantile function: for words and checks, not for results. */
export function meanMsOf(distribution: Distribution): number {
  const quantile = quantileFunction(distribution);
  const points = 10_000;
  let sum = 0;
  for (let i = 0; i < points; i++) sum += quantile((i + 0.5) / points);
  return sum / points;
}
