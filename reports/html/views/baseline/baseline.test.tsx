import { h } from 'preact';
import { render } from 'preact-render-to-string';
import { expect, test } from 'vitest';
import type { Result } from '../../../../harness/result.ts';
import { compare } from '../../../comparison/compare.ts';
import { summarise } from '../../../model/summary.ts';
import { cellOf, classic, resultOf } from '../../samples/results.ts';
import { baselineView } from './baseline.tsx';

const htmlOf = (before: Result, after: Result) =>
  render(h(baselineView(compare(before, after), summarise(after).summary), {}));
const [cell] = classic.results as [Result['results'][number]];
const expectations = cell.expectations.map((one) => ({ ...one, verdict: 'pass' as const }));
const passing = resultOf([{ ...cell, anomalies: {}, expectations }]);

test('what fails anew comes first, and leads to what it shows', () => {
  const html = htmlOf(passing, classic);
  expect(html).toContain('1 new failure');
  expect(html.indexOf('New failure')).toBeLessThan(html.indexOf('>New<'));
  expect(html).toContain('<a href="#/failure/classic-race.cache-aside.stale-at-rest">1 of 10</a>');
});

test('what is gone has nothing to look at', () => {
  const html = htmlOf(classic, passing);
  expect(html).toContain('Nothing new fails');
  expect(html).not.toContain('href=');
});

test('what cannot be compared says why, and counts as nothing', () => {
  const html = htmlOf(passing, resultOf([{ ...cell, seed: 7 }]));
  expect(html).toContain('cache-aside in classic-race: seed: 7, was 42');
  expect(html).toContain('1 cell not comparable');
  expect(html).not.toContain('<table');
});

test('cells of one side alone are named', () => {
  const html = htmlOf(resultOf([cellOf({ strategy: 'old' })]), resultOf([cellOf({ strategy: 'young' })]));
  expect(html).toContain('Only in the baseline: old in classic-race');
  expect(html).toContain('Not in the baseline: young in classic-race');
});
