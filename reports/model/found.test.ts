import { expect, test } from 'vitest';
import { cellOf, fuzzed, library, resultOf } from '../html/samples/results.ts';
import { facts, headline } from './headline.ts';
import { summarise } from './summary.ts';

const NOTHING = { failures: [], failing: 0, unsorted: 0, replayed: [], coverage: null };

test('a session of fuzzing is told by its failures', () => {
  const { summary } = summarise(fuzzed);
  expect(headline(summary)).toBe('2 distinct failures, 1 of the baseline, in 1,040 failing schedules');
  expect(facts(summary)).toContain('0 of 1 saved failures still fail');
  expect(facts(summary)).toContain('6 of 7 hand-offs seen');
  expect(facts(summary)).toContain('1,000 failing schedules of too many kinds to look at each');
});

test('one that found nothing says so, and a run is told by its expectations', () => {
  expect(headline(summarise(resultOf([cellOf({ fuzz: NOTHING })])).summary)).toBe('No failure was found');
  expect(headline(summarise(library).summary)).toMatch(/expectation/);
});

test('each distinct failure keeps its own interleaving, and nothing of it is in the page twice', () => {
  const { summary, details } = summarise(fuzzed);
  expect([...details.keys()]).toEqual(summary.failures.map(({ id }) => id));
  expect(summary.cells[0]!.anomalies['stale-at-rest']?.failure).toBe(summary.failures[0]!.id);
  expect(JSON.stringify(summary)).not.toContain('"initial"');
});
