import { expect, test } from 'vitest';
import { cellOf, classic, counterexampleOf, fuzzed, library, resultOf } from '../html/samples/results.ts';
import { classicRace } from '../html/samples/traces.ts';
import { summarise } from './summary.ts';

test('traces are split off, and durations are left out', () => {
  const { summary, details } = summarise(classic);
  expect(details.get('classic-race.cache-aside.stale-at-rest')?.trace).toBe(classicRace);
  const text = JSON.stringify(summary);
  expect(text).not.toContain('durationMs');
  expect(text).not.toContain('"trace"');
});

test('failures that break an expectation come first', () => {
  const standings = summarise(library).summary.failures.map(({ standing }) => standing);
  expect(standings.slice(0, 2)).toEqual(['unexpected', 'unexpected']);
  expect(new Set(standings.slice(2))).toEqual(new Set(['expected']));
});

test('an anomaly of which no expectation speaks is unjudged', () => {
  const anomalies = { 'dirty-read': { schedules: 1, counterexample: counterexampleOf(classicRace, '') } };
  expect(summarise(resultOf([cellOf({ anomalies })])).summary.failures[0]?.standing).toBe('unjudged');
});

test('cells of one name have failures with ids of their own', () => {
  const anomalies = { 'stale-read': { schedules: 1, counterexample: counterexampleOf(classicRace, '') } };
  const { summary } = summarise(resultOf([cellOf({ anomalies }), cellOf({ anomalies })]));
  expect(summary.failures.map(({ id }) => id)).toEqual([
    'classic-race.lease.stale-read',
    'classic-race.lease.stale-read.2',
  ]);
});

test('one race has one number, whatever it was found in', () => {
  const races = summarise(library).summary.failures.map(({ race }) => race);
  expect(new Set(races).size).toBe(1);
});

test('what fuzzing shows and counts as no failure was expected of its scenario', () => {
  const [cell] = fuzzed.results;
  const { failures } = summarise(resultOf([{ ...cell!, fuzz: { ...cell!.fuzz!, failures: [] } }])).summary;
  expect(failures.map(({ anomaly, standing }) => [anomaly, standing])).toEqual([['stale-at-rest', 'expected']]);
});
