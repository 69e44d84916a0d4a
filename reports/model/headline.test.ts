import { expect, test } from 'vitest';
import { blocked, cellOf, classic, doubtful, library, resultOf } from '../html/samples/results.ts';
import { timed } from '../html/samples/timed.ts';
import { engineText, headline } from './headline.ts';
import { summarise } from './summary.ts';

const lineOf = (result: typeof classic) => headline(summarise(result).summary);

test('the headline is the verdict, counted', () => {
  expect(lineOf(library)).toBe('2 of 60 expectations do not hold');
  expect(lineOf(classic)).toBe('The one expectation does not hold');
  expect(lineOf(blocked)).toBe('The one expectation holds');
  expect(lineOf(doubtful)).toBe('The one expectation could not be decided');
});

test('a result that expects nothing does not claim a pass', () => {
  expect(lineOf(resultOf([cellOf()]))).toBe('No expectation was stated');
});

test('the engine is named with the versions of its servers', () => {
  expect(engineText(summarise(classic).summary)).toBe(
    'embedded engine, compared step by step with real Redis 8.0.6 and MySQL 9.7.4',
  );
  const alone = resultOf([cellOf({ engine: 'embedded' })], { servers: { redis: null, mysql: null, kafka: null } });
  expect(engineText(summarise(alone).summary)).toBe('embedded engine only');
});

test('thresholds are counted as what they are', () => {
  expect(lineOf({ ...timed, verdict: 'fail' })).toBe('1 of 3 thresholds does not hold');
});
