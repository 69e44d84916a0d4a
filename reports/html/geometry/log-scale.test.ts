import { expect, test } from 'vitest';
import { logScale } from './log-scale.ts';

test('a logarithmic scale goes from power to power of ten, and equal ratios are equal distances', () => {
  const { at, ticks } = logScale([0.02, 3]);
  expect(ticks).toEqual([0.01, 0.1, 1, 10]);
  expect(ticks.map(at)).toEqual([0, 1 / 3, 2 / 3, 1].map((place) => expect.closeTo(place, 9)));
  expect(at(0.2) - at(0.02)).toBeCloseTo(at(2) - at(0.2), 9);
});

test('a single value that is a power of ten still has a scale', () => {
  expect(logScale([10]).ticks).toEqual([10, 100]);
});
