import { expect, it } from 'vitest';
import { normalQuantile } from './normal.ts';

// R: qnorm(p)
it.each([
  [0.5, 0],
  [0.9, 1.2815515655],
  [0.975, 1.9599639845],
  [0.99, 2.326347874],
  [0.999, 3.0902323062],
  [0.01, -2.326347874],
  [1e-6, -4.7534243088],
  [1 - 1e-6, 4.7534243088],
])('the normal quantile of %f is known', (p, expected) => {
  expect(normalQuantile(p)).toBeCloseTo(expected, 7);
});

it('is finite at the ends, where a random number may fall', () => {
  expect(Number.isFinite(normalQuantile(0))).toBe(true);
  expect(Number.isFinite(normalQuantile(1))).toBe(true);
});
