import { expect, test } from 'vitest';
import { classic } from '../samples/results.ts';
import { hasMargin, marginOf } from './margin.ts';
import { heightOf, rowsOf } from './rows.ts';

const { flips = [], pointOfNoReturn = null, trace } = classic.results[0]!.anomalies['stale-at-rest']!.counterexample!;
const rows = rowsOf(trace);

test('brackets go from the one step to the other', () => {
  const margin = marginOf({ flips, pointOfNoReturn }, rows);
  expect(margin.flips.map(({ y1, y2 }) => [y1, y2])).toEqual([
    [rows[1]!.dotY, rows[2]!.dotY],
    [rows[3]!.dotY, rows[4]!.dotY],
  ]);
});

test('the curve covers the whole run, and is as wide as it can be once it is decided', () => {
  const { curve, decidedY } = marginOf({ flips, pointOfNoReturn }, rows);
  expect(curve[0]!.y1).toBe(0);
  for (const [index, { y1 }] of curve.entries()) expect(y1).toBe(index === 0 ? 0 : curve[index - 1]!.y2);
  expect(curve.at(-1)!.y2).toBeLessThanOrEqual(heightOf(rows));
  const certain = curve.filter(({ y1 }) => y1 >= decidedY!);
  expect(new Set(certain.map(({ width }) => width)).size).toBe(1);
});

test('where nothing is known there is nothing to draw', () => {
  expect(hasMargin({ flips: [], pointOfNoReturn: null })).toBe(false);
});
