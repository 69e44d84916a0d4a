import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { wilsonInterval } from './wilson.ts';

describe('the Wilson interval', () => {
  // R: prop.test(x, n, correct = FALSE)$conf.int
  it.each([
    [1, 10, 0.017876, 0.40415],
    [5, 10, 0.236593, 0.763407],
    [0, 10, 0, 0.277533],
    [10, 10, 0.722467, 1],
    [0, 10_000, 0, 0.000384],
    [50, 1000, 0.038127, 0.065313],
  ])('of %i in %i is known', (hits, trials, low, high) => {
    const interval = wilsonInterval(hits, trials);
    expect(interval[0]).toBeCloseTo(low, 5);
    expect(interval[1]).toBeCloseTo(high, 5);
  });

  it('of nothing is everything', () => {
    expect(wilsonInterval(0, 0)).toEqual([0, 1]);
  });

  it('contains the share, stays inside [0, 1], and mirrors', () => {
    const counts = fc
      .integer({ min: 1, max: 1e6 })
      .chain((n) => fc.tuple(fc.integer({ min: 0, max: n }), fc.constant(n)));
    fc.assert(
      fc.property(counts, ([hits, trials]) => {
        const [low, high] = wilsonInterval(hits, trials);
        expect(low).toBeGreaterThanOrEqual(0);
        expect(high).toBeLessThanOrEqual(1);
        expect(low).toBeLessThanOrEqual(hits / trials + 1e-6);
        expect(high).toBeGreaterThanOrEqual(hits / trials - 1e-6);
        const [mirroredLow, mirroredHigh] = wilsonInterval(trials - hits, trials);
        expect(1 - mirroredHigh).toBeCloseTo(low, 5);
        expect(1 - mirroredLow).toBeCloseTo(high, 5);
      }),
      { seed: 42 },
    );
  });
});
