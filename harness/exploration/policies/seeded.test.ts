import fc from 'fast-check';
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { describe, expect, it } from 'vitest';
import { below } from './seeded.ts';

describe('below', () => {
  it('draws what uniformInt of pure-rand draws, power of two or not', () => {
    fc.assert(
      fc.property(fc.integer(), fc.array(fc.integer({ min: 2, max: 1025 }), { minLength: 1 }), (seed, counts) => {
        const [one, other] = [xoroshiro128plus(seed), xoroshiro128plus(seed)];
        for (const count of counts) expect(below(one, count)).toBe(uniformInt(other, 0, count - 1));
      }),
    );
  });

  it('needs no dice where there is nothing to choose', () => {
    const dice = xoroshiro128plus(1);
    const next = dice.clone().next();
    expect([below(dice, 1), dice.next()]).toEqual([0, next]);
  });
});
