import { render } from 'preact-render-to-string';
import { expect, test } from 'vitest';
import type { Result } from '../../../../harness/result.ts';
import { summarise } from '../../../model/summary.ts';
import { cellOf, fuzzed, library, resultOf } from '../../samples/results.ts';
import { Failures } from './failures.tsx';

const htmlOf = (result: Result) => render(<Failures summary={summarise(result).summary} />);

test('failures that are one race share a card', () => {
  const html = htmlOf(library);
  // One for those that break an expectation, one for those that are expected.
  expect(html.match(/<article/g)).toHaveLength(2);
  expect(html).toContain('Found 1 more time, with 1 strategy');
});

test('what fuzzing found has a card for each failure, with how many schedules are that one', () => {
  const html = htmlOf(fuzzed);
  expect(html.match(/<article/g)).toHaveLength(2);
  expect(html).toContain('25 of 300 schedules, first in schedule 4, by pct-2');
  expect(html).toContain('15 of 300 schedules');
  expect(html).toMatch(/New<.*In the baseline</s);
});

test('each card has its cause and the command that replays it', () => {
  const html = htmlOf(library);
  expect(html).toContain('reader had read v1 from MySQL at step 2');
  expect(html).toContain('stalemate replay scenarios/two-writers.yaml --strategy write-then-set');
});

test('without failures it says so', () => {
  expect(htmlOf(resultOf([cellOf()]))).toContain('No schedule that was executed shows an anomaly');
});

test('traces that were left out are mentioned', () => {
  const { summary } = summarise(library);
  expect(render(<Failures summary={{ ...summary, tracesLeftOut: 3 }} />)).toContain('3 interleavings are');
});
