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
  // On both scales.
  expect(html.match(/<circle class="open"/g)).toHaveLength(2);
  expect(html.match(/class="whisker"/g)).toHaveLength(4);
});

test('anomalies that no strategy shows are a line with their bound, not a chart each', () => {
  const [, , , sampled] = doubtful.results;
  const html = htmlOf({ ...doubtful, results: [sampled!] });
  expect(html).not.toContain('<figure');
  expect(html).toContain('Never seen in a run of any strategy: stale-read, each in at most 0.02 % of the runs.');
});

test('the cheapest strategy that passes every gate is named', () => {
  expect(htmlOf(timed)).toContain('The cheapest that passes every gate: lease, 0.14 MySQL reads for each read.');
});

test('every chart has a table behind it', () => {
  const html = htmlOf(timed);
  expect(html.match(/<figure/g)).toHaveLength(5);
  expect(html.match(/As a table/g)).toHaveLength(5);
  expect(html).toContain('2,000 per million (95 %: 1,800 per million to 2,300 per million) of 100,000 reads');
});

test('only the threshold that is missed is marked', () => {
  expect(htmlOf(timed).match(/class="rate over"/g)).toHaveLength(2);
});

test('versions behind are counted, and what was not seen has no bar', () => {
  const html = htmlOf(timed);
  const [, bars] = /Reads by how many versions behind they are(.*?)<\/figure>/s.exec(html)!;
  // The newest and one behind of the stale strategy, the newest of the others.
  expect(bars!.match(/<rect/g)).toHaveLength(4);
  expect(bars).toContain('<th scope="row">cache-aside</th><td>1</td><td>90</td><td>0.09 %</td>');
  expect(bars).toContain('none seen in 100,000');
});

test('it is said when reads are fresh', () => {
  expect(htmlOf(timed)).toContain('99.9 % of the reads see the write after 10 ms with cache-aside, at once with lease');
});

test('what differs run by run is told with its interval, and whether it is chance', () => {
  const one = { scenario: 'hot-key-load', metric: 'stale_read_rate', than: 'cache-aside', pairs: 20 } as const;
  const html = htmlOf({
    ...timed,
    differences: [
      { ...one, strategy: 'lease', difference: -0.002, interval: [-0.003, -0.001] },
      { ...one, strategy: 'no-cache', difference: 0.0001, interval: [-0.0001, 0.0003] },
    ],
  });
  expect(html).toMatch(/lease<.*−2,000 per million<.*−3,000 per million to −1,000 per million<.*yes/s);
  expect(html).toMatch(/no-cache<.*\+100 per million<.*no</s);
});
