import { expect, test } from 'vitest';
import { summarise } from '../../model/summary.ts';
import { library } from '../samples/results.ts';
import { aboutCells, aboutFailures } from './about.ts';
import { matches } from './query.ts';

const { cells, failures } = summarise(library).summary;
const found = (query: string) =>
  cells.filter((cell) => matches(aboutCells([cell]), query)).map(({ strategy, scenario }) => `${strategy} ${scenario}`);

test('a word is looked for everywhere, and all of them must be there', () => {
  expect(found('')).toHaveLength(60);
  expect(found('LEASE')).toHaveLength(6);
  expect(found('lease eviction')).toEqual(['lease eviction']);
  expect(found('nobody')).toEqual([]);
});

test('a word with a name is looked for there alone', () => {
  expect(found('strategy:set')).toHaveLength(3 * 6);
  expect(found('scenario:two-w strategy:double')).toEqual(['double-delete two-writers']);
  expect(found('is:fail')).toEqual(['write-then-set two-writers', 'double-delete two-readers']);
  expect(found('anomaly:stale-read')).toEqual([]);
});

test('a word with an exclamation mark must not be there', () => {
  expect(found('warm !is:never')).toEqual([]);
  expect(found('!strategy:lease')).toHaveLength(54);
  expect(found('!')).toHaveLength(60);
});

test('a race is about all the cells that it was found in', () => {
  const about = aboutFailures(failures, cells);
  expect(matches(about, 'strategy:cache-aside is:unexpected anomaly:stale-at-rest')).toBe(true);
  expect(matches(about, 'strategy:lease')).toBe(false);
});
