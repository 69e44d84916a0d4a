import { render } from 'preact-render-to-string';
import { expect, test } from 'vitest';
import type { Result } from '../../../../harness/result.ts';
import { summarise } from '../../../model/summary.ts';
import { cellOf, classic, doubtful, resultOf } from '../../samples/results.ts';
import { About } from './about.tsx';

const htmlOf = (result: Result) => render(<About summary={summarise(result).summary} />);

test('versions, engine, policy and seed are told', () => {
  const html = htmlOf(classic);
  for (const fact of ['8.0.6', '9.7.4', 'exhaustive', '42', 'scenarios/classic-race.yaml']) {
    expect(html).toContain(`<dd>${fact}</dd>`);
  }
});

test('every problem and every difference between the engines is told', () => {
  const html = htmlOf(doubtful);
  expect(html).toContain('setTimeout was called at my-strategy.ts:14');
  expect(html).toContain('step 5: embedded answered OK, Redis answered (nil)');
});

test('a run on the embedded engine alone is never called confirmed', () => {
  expect(htmlOf(resultOf([cellOf({ engine: 'embedded' })]))).toContain('Nothing was executed on real servers.');
  expect(htmlOf(classic)).toContain('Nothing: every schedule ended with a verdict.');
});
