import { describe, expect, it } from 'vitest';
import type { Distribution } from './distribution.ts';
import { meanMsOf, quantileFunction } from './distribution.ts';

const histogram: Distribution = {
  kind: 'histogram',
  lowMs: 1,
  buckets: [
    [2, 50],
    [4, 30],
    [10, 20],
  ],
};

describe('a distribution', () => {
  it.each<[string, Distribution, [u: number, ms: number][]]>([
    [
      'constant',
      { kind: 'constant', ms: 5 },
      [
        [0, 5],
        [0.7, 5],
      ],
    ],
    [
      'uniform',
      { kind: 'uniform', lowMs: 1, highMs: 5 },
      [
        [0, 1],
        [0.5, 3],
        [0.75, 4],
      ],
    ],
    // 2 · exp(qnorm(p) · log(10) / qnorm(0.99))
    [
      'lognormal',
      { kind: 'lognormal', p50Ms: 2, p99Ms: 20 },
      [
        [0.5, 2],
        [0.99, 20],
        [0.9, 7.1107],
        [0.999, 42.5983],
      ],
    ],
    [
      'lognormal without a spread',
      { kind: 'lognormal', p50Ms: 2, p99Ms: 2 },
      [
        [0.1, 2],
        [0.9999, 2],
      ],
    ],
    [
      'histogram',
      histogram,
      [
        [0, 1],
        [0.25, 1.5],
        [0.5, 2],
        [0.65, 3],
        [0.9, 7],
      ],
    ],
  ])('%s has the quantiles that it should have', (_, distribution, expected) => {
    const quantile = quantileFunction(distribution);
    for (const [u, ms] of expected) expect(quantile(u)).toBeCloseTo(ms, 3);
  });

  it('of a mixture gives each part its share', () => {
    const quantile = quantileFunction({
      kind: 'mixture',
      parts: [
        { share: 0.99, of: { kind: 'constant', ms: 1 } },
        { share: 0.01, of: { kind: 'uniform', lowMs: 100, highMs: 200 } },
      ],
    });
    expect(quantile(0.98)).toBe(1);
    expect(quantile(0.99)).toBeCloseTo(100, 6);
    expect(quantile(0.995)).toBeCloseTo(150, 6);
  });

  it('has the mean that it should have', () => {
    expect(meanMsOf(histogram)).toBeCloseTo(0.5 * 1.5 + 0.3 * 3 + 0.2 * 7, 3);
    // A lognormal's mean is the median times exp(sigma² / 2), here with sigma = log(10) / 2.3263.
    expect(meanMsOf({ kind: 'lognormal', p50Ms: 2, p99Ms: 20 })).toBeCloseTo(2 * Math.exp(0.98977 ** 2 / 2), 1);
  });
});
