import { expect, test } from 'vitest';
import { linearScale } from './linear-scale.ts';

test('begins at 0 and ends at a round number above all values', () => {
  const { at, ticks } = linearScale([3, 7.3]);
  expect(ticks).toEqual([0, 2, 4, 6, 8]);
  expect([at(0), at(4), at(8)]).toEqual([0, 0.5, 1]);
});

test('a share of 1 is the upper end, and nothing at all still has a scale', () => {
  expect(linearScale([1]).ticks.at(-1)).toBe(1);
  expect(linearScale([0]).at(0)).toBe(0);
});

test('counts have whole ticks', () => {
  expect(linearScale([1, 2]).ticks).toEqual([0, 1, 2]);
});
