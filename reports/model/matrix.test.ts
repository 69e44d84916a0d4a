import { expect, test } from 'vitest';
import { cellOf, library, resultOf } from '../html/samples/results.ts';
import { matrixPartsOf } from './matrix.ts';
import { summarise } from './summary.ts';

const partsOf = (result: typeof library) => matrixPartsOf(summarise(result).summary.cells);
const own = Array.from({ length: 20 }, (_, i) =>
  [`before-${i}`, `after-${i}`].map((strategy) => cellOf({ scenario: `anomaly-${i}`, strategy })),
).flat();

test('scenarios that try the same strategies are one table', () => {
  const { groups, rest } = partsOf(library);
  expect(groups.map(({ scenarios, strategies }) => [scenarios.length, strategies.length])).toEqual([[6, 10]]);
  expect(rest).toEqual([]);
});

test('scenarios with strategies of their own are a list beside it', () => {
  const { groups, rest } = partsOf(resultOf([...library.results, ...own]));
  expect(groups.map(({ scenarios, strategies }) => [scenarios.length, strategies.length])).toEqual([[6, 10]]);
  expect(rest.map(({ strategy }) => strategy)).toEqual(own.map(({ strategy }) => strategy));
});

test('a scenario that tries most of the strategies of a table joins it', () => {
  const most = library.results.filter(({ scenario }) => scenario === 'eviction').slice(0, 6);
  const joined = most.map((cell) => ({ ...cell, scenario: 'crash' }));
  const { groups } = partsOf(resultOf([...library.results, ...joined, ...own]));
  expect(groups[0]!.scenarios.map(({ name }) => name)).toContain('crash');
});
