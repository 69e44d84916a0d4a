import { expect, test } from 'vitest';
import { ninesScale } from './nines-scale.ts';

test('from one nine to the next is the same distance, and nothing is beyond 1', () => {
  const { at, ticks } = ninesScale([0.95, 0.9995]);
  expect(ticks).toEqual([0.9, 0.99, 0.999, 0.9999]);
  expect(ticks.map(at)).toEqual([0, 1 / 3, 2 / 3, 1].map((place) => expect.closeTo(place, 9)));
  expect(at(1)).toBe(1);
});

test('what is seldom fresh has a place too, and where all is fresh there still is a scale', () => {
  expect(ninesScale([0.2]).ticks).toEqual([0, 0.9]);
  expect(ninesScale([1]).ticks).toEqual([0.9, 0.99]);
});
