import { render } from 'preact-render-to-string';
import { expect, test } from 'vitest';
import type { Result } from '../../../../harness/result.ts';
import { summarise } from '../../../model/summary.ts';
import { doubtful, library } from '../../samples/results.ts';
import { timed } from '../../samples/timed.ts';
import { TradeOffs } from './trade-offs.tsx';

const htmlOf = (result: Result) => render(<TradeOffs summary={summarise(result).summary} />);

test('counts of an exhaustive search are never drawn as rates', () => {
  expect(htmlOf(library)).toBe('');
});

test('a sample is drawn with its interval, and what was never seen as an open dot', () => {
  const html = htmlOf(doubtful);
  expect(html).toMatch(/sampled.*never seen in 20,000 runs/s);
  expect(html.match(/<circle class="open"/g)).toHaveLength(1);
  expect(html.match(/class="whisker"/g)).toHaveLength(2);
});

test('the cheapest strategy that passes every gate is named', () => {
  expect(htmlOf(timed)).toContain('The cheapest that passes every gate: lease, 0.14 MySQL reads for each read.');
});

test('every chart has a table behind it', () => {
  const html = htmlOf(timed);
  expect(html.match(/<figure/g)).toHaveLength(4);
  expect(html.match(/As a table/g)).toHaveLength(4);
  expect(html).toContain('2,000 per million (95 %: 1,800 per million to 2,300 per million) of 100,000 reads');
});

test('only the threshold that is missed is marked', () => {
  expect(htmlOf(timed).match(/class="rate over"/g)).toHaveLength(1);
});
