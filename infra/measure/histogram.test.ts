import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { quantileFunction } from '../../harness/timed/distribution.ts';
import { histogramSchema } from '../../harness/timed/profile.ts';
import { histogramOf } from './histogram.ts';

describe('a histogram of latencies', () => {
  it('is none without samples, and one bucket for one sample', () => {
    expect(histogramOf([])).toBeNull();
    expect(histogramOf([0.25])).toEqual({ count: 1, minMs: 0.25, maxMs: 0.25, meanMs: 0.25, buckets: [[0.25, 1]] });
  });

  it('says where a gap ends, so that nothing seems to lie in it', () => {
    const { buckets } = histogramOf([1, 1, 100])!;
    expect(buckets.map(([, count]) => count)).toEqual([2, 0, 1]);
    expect(buckets[1]![0]).toBeGreaterThan(90);
    expect(buckets[2]![0]).toBe(100);
  });

  it('knows every quantile to its bucket, of 9 %, and is valid, whatever was measured', () => {
    const samples = fc.array(fc.double({ min: 0.01, max: 10_000, noNaN: true }), { minLength: 1, maxLength: 200 });
    fc.assert(
      fc.property(samples, fc.double({ min: 0, max: 0.999, noNaN: true }), (ms, q) => {
        const histogram = histogramSchema.parse(histogramOf(ms));
        const { minMs, buckets } = histogram;
        const found = quantileFunction({ kind: 'histogram', lowMs: minMs, buckets })(q);
        const exact = ms.toSorted((one, other) => one - other)[Math.floor(q * ms.length)]!;
        // Within the sample's bucket; half the samples of a bucket may lie at either of its ends.
        expect(Math.abs(Math.log(found / exact))).toBeLessThan(Math.log(2) / 8 + 1e-3);
      }),
    );
  });

  it('counts what took no time at all', () => {
    expect(histogramSchema.parse(histogramOf([0, 0, 0.5]))).toMatchObject({ count: 3, minMs: 0, maxMs: 0.5 });
    expect(histogramSchema.parse(histogramOf([0, 0]))).toMatchObject({ buckets: [[0, 2]] });
  });
});
