import { expect, test } from 'vitest';
import { doubtful } from '../html/samples/results.ts';
import { timed } from '../html/samples/timed.ts';
import { heatOf } from './heat.ts';
import { summarise } from './summary.ts';

const heatsOf = (result: typeof timed) =>
  Object.fromEntries(summarise(result).summary.cells.map((cell) => [cell.strategy, heatOf(cell)]));

test('the shade goes by the upper bound, also where nothing was seen', () => {
  expect(heatsOf(timed)).toEqual({ 'cache-aside': 4, lease: 2, 'no-cache': 2 });
});

test('counts of a search have no shade, and where nothing raced there is none', () => {
  expect(heatsOf(doubtful)).toEqual({
    idle: null,
    escaping: null,
    'cut-short': null,
    sampled: 3,
    'sampled-stale': 4,
    'embedded-only': null,
  });
});
