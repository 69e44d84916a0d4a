import { describe, expect, it } from 'vitest';
import type { Rate } from '../result.ts';
import { zeroSeenBound } from '../statistics/rate.ts';
import { readsToTell } from './point.ts';

const rate = (value: number, interval: readonly [number, number], samples: number): Rate => ({
  value,
  interval,
  samples,
  unit: 'share',
});

describe('how many more reads would tell', () => {
  it('is what brings the bound for none of n to the target', () => {
    const more = readsToTell(rate(0, [0, zeroSeenBound(1000, 0.95)], 1000), 0.0001)!;
    expect(zeroSeenBound(1000 + more, 0.95)).toBeLessThanOrEqual(0.0001);
    expect(zeroSeenBound(1000 + more - 2, 0.95)).toBeGreaterThan(0.0001);
  });

  it('is three times as many more where the interval reaches twice as far as it may', () => {
    expect(readsToTell(rate(0.01, [0.002, 0.018], 5000), 0.014)).toBe(15_000);
    expect(readsToTell(rate(0.01, [0.002, 0.018], 5000), 0.006)).toBe(15_000);
  });

  it('is no number where the target is what was seen', () => {
    expect(readsToTell(rate(0.01, [0.002, 0.018], 5000), 0.01)).toBeNull();
  });
});
