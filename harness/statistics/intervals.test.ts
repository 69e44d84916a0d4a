import { describe, expect, it } from 'vitest';
import { meanInterval, pairedDifference, ratioInterval } from './batch-means.ts';
import { bootstrapInterval } from './bootstrap.ts';
import type { Cluster } from './interval.ts';
import { survivalOf, survivalQuantile } from './kaplan-meier.ts';
import { LogHistogram } from './log-histogram.ts';
import { rateInterval, zeroSeenBound } from './rate.ts';
import { wilsonBounds } from './wilson.ts';

const close = (interval: readonly [number, number] | null, low: number, high: number): void => {
  expect(interval![0]).toBeCloseTo(low, 4);
  expect(interval![1]).toBeCloseTo(high, 4);
};

describe('batch means', () => {
  it('give the interval of a mean', () => {
    // R: t.test(c(5.1, 4.9, 5.6, 4.7, 5.2))$conf.int
    close(meanInterval([5.1, 4.9, 5.6, 4.7, 5.2], 0.95), 4.678931, 5.521069);
  });

  it('give the interval of a ratio of sums, which is that of the mean where the denominators are equal', () => {
    const values = [3, 5, 4, 8];
    const [low, high] = meanInterval(values, 0.99)!;
    close(
      ratioInterval(
        values.map((value) => [value, 10]),
        0.99,
      ),
      low / 10,
      high / 10,
    );
  });

  it('know nothing from one run', () => {
    expect(meanInterval([1], 0.95)).toBeNull();
  });

  it('compare what ran under the same chance run by run: what both share falls out', () => {
    const one = [10, 20, 30, 40];
    const paired = pairedDifference(
      one.map((value, i) => value + [1, 2, 1, 2][i]!),
      one,
      0.95,
    )!;
    // R: t.test(c(1, 2, 1, 2))$conf.int
    expect(paired.difference).toBe(1.5);
    close(paired.interval, 0.581307, 2.418693);
  });
});

describe('resampled runs', () => {
  const mean =
    (values: readonly number[]) =>
    (weights: Readonly<Uint32Array>): number =>
      values.reduce((sum, value, i) => sum + value * weights[i]!, 0) / values.length;

  it('give an interval close to the exact one where that is known', () => {
    const values = Array.from({ length: 200 }, (_, i) => (i * 7919) % 200);
    const [low, high] = meanInterval(values, 0.95)!;
    const resampled = bootstrapInterval(values.length, mean(values), { confidence: 0.95, seed: 1 })!;
    expect(Math.abs(resampled[0] - low)).toBeLessThan(0.5);
    expect(Math.abs(resampled[1] - high)).toBeLessThan(0.5);
  });

  it('are the same for the same seed, and others for another', () => {
    const of = (seed: number) => bootstrapInterval(6, mean([1, 5, 2, 8, 3, 9]), { confidence: 0.95, seed });
    expect(of(1)).toEqual(of(1));
    expect(of(1)).not.toEqual(of(2));
  });
});

describe('the interval of a rate', () => {
  it('of nothing seen is the exact bound, about 3 in n', () => {
    // R: binom.test(0, 1000, alternative = "less")$conf.int
    expect(zeroSeenBound(1000, 0.95)).toBeCloseTo(0.00299125, 7);
    close(
      rateInterval(
        [
          [0, 400],
          [0, 600],
        ],
        0.95,
        1,
      ),
      0,
      0.00299125,
    );
    close(
      rateInterval(
        [
          [400, 400],
          [600, 600],
        ],
        0.95,
        1,
      ),
      0.99700875,
      1,
    );
  });

  it('is never narrower than that of independent reads', () => {
    const clusters = Array.from({ length: 20 }, (): Cluster => [1, 1000]);
    close(rateInterval(clusters, 0.95, 1), ...wilsonBounds(20, 20_000, 0.95));
  });

  it('is wider where stale reads come together in few runs', () => {
    const clusters = Array.from({ length: 20 }, (_, i): Cluster => [i === 0 ? 20 : 0, 1000]);
    const [low, high] = rateInterval(clusters, 0.95, 1)!;
    const [, independent] = wilsonBounds(20, 20_000, 0.95);
    expect(low).toBe(0);
    expect(high).toBeGreaterThan(1.5 * independent);
  });

  it('of no trials is none', () => {
    expect(rateInterval([[0, 0]], 0.95, 1)).toBeNull();
  });
});

describe('the Kaplan–Meier estimator', () => {
  // R: survfit(Surv(c(1, 3, 3, 4, 6, 6, 8, 10), c(1, 1, 0, 1, 1, 1, 0, 1)) ~ 1)
  const curve = survivalOf([
    { time: 1, ended: 1, censored: 0 },
    { time: 3, ended: 1, censored: 1 },
    { time: 4, ended: 1, censored: 0 },
    { time: 6, ended: 2, censored: 0 },
    { time: 8, ended: 0, censored: 1 },
    { time: 10, ended: 1, censored: 0 },
  ]);

  it('lets go of those who are lost sight of', () => {
    const shares = [0.875, 0.75, 0.6, 0.3, 0];
    expect(curve.map(([time]) => time)).toEqual([1, 3, 4, 6, 10]);
    for (const [i, share] of shares.entries()) expect(curve[i]![1]).toBeCloseTo(share, 9);
  });

  it('knows the median, and does not know what nobody lived to see', () => {
    expect(survivalQuantile(curve, 0.5)).toBe(6);
    expect(survivalQuantile(survivalOf([{ time: 1, ended: 1, censored: 9 }]), 0.5)).toBeNull();
  });
});

describe('the histogram', () => {
  const filled = (values: readonly number[]): LogHistogram => {
    const histogram = new LogHistogram();
    for (const value of values) histogram.add(value);
    return histogram;
  };

  it('knows every quantile to 1 %', () => {
    const histogram = filled(Array.from({ length: 10_000 }, (_, i) => (i + 1) / 10));
    for (const q of [0.01, 0.5, 0.99, 0.999]) {
      expect(Math.abs(histogram.quantile(q)! / (q * 1000) - 1), `${q}`).toBeLessThan(0.0101);
    }
    expect(histogram.quantile(1)).toBe(1000);
    expect(histogram.max).toBe(1000);
  });

  it('adds up to the same in any order, and knows nothing of nothing', () => {
    const [one, other] = [filled([1, 5, 0]).toData(), filled([2, 5, 1e9]).toData()];
    expect(LogHistogram.of(one, other).toData()).toEqual(LogHistogram.of(other, one).toData());
    expect(new LogHistogram().quantile(0.5)).toBeNull();
    expect(filled([0, 0]).quantile(0.5)).toBe(0);
  });

  it('does not grow with the number of values', () => {
    const histogram = filled(Array.from({ length: 100_000 }, (_, i) => 1 + (i % 1000)));
    expect(histogram.toData().buckets.length).toBeLessThan(360);
  });
});
