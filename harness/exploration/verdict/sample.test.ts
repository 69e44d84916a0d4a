import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { digestOf, Sample } from './sample.ts';

const schedules = fc.array(fc.array(fc.nat(3), { minLength: 1, maxLength: 4 }), { maxLength: 200 });
/** Few different ones, so that different schedules often have the same. */
const coarse = (indices: readonly number[]): number => digestOf(indices) % 7;

function sampleOf(limit: number, list: readonly (readonly number[])[], digest = digestOf, bound?: number): Sample {
  const sample = new Sample(limit, bound);
  for (const indices of list) sample.add(digest(indices), indices);
  return sample;
}

describe('a sample', () => {
  it('holds every schedule once when there are few', () => {
    const sample = sampleOf(10, [[0, 1], [1, 0], [0, 1], ...Array<number[]>(100).fill([1, 1])]);
    expect(sample.schedules.map((indices) => indices.join()).sort((a, b) => (a < b ? -1 : 1))).toEqual([
      '0,1',
      '1,0',
      '1,1',
    ]);
  });

  it('holds as many as it may, and none when it may not hold any', () => {
    const many = Array.from({ length: 1000 }, (_, i) => [i]);
    expect(sampleOf(30, many).schedules).toHaveLength(30);
    expect(sampleOf(0, many).schedules).toEqual([]);
  });

  it.each([
    ['different', digestOf],
    ['the same', coarse],
  ])('is the same in whatever order and from however many parts it comes, where digests are %s', (_, digest) => {
    fc.assert(
      fc.property(schedules, fc.nat(200), fc.integer({ min: 1, max: 20 }), (list, cut, limit) => {
        const whole = sampleOf(limit, list, digest).toData();
        const merged = sampleOf(limit, list.slice(cut), digest);
        merged.merge(sampleOf(limit, list.slice(0, cut).reverse(), digest, merged.bound).toData());
        expect(merged.toData()).toEqual(whole);
      }),
    );
  });
});
