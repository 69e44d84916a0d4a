import { render } from 'preact-render-to-string';
import { expect, test } from 'vitest';
import { headline } from '../../../model/headline.ts';
import { summarise } from '../../../model/summary.ts';
import { advice, advised } from '../../samples/advice.ts';
import { AdviceView } from './advice.tsx';

const html = render(<AdviceView advice={[advice]} />);

test('the answer comes first, in the words of the terminal', () => {
  expect(html).toContain('<strong>double-delete, delay</strong>: 20ms is the smallest value that meets it');
  expect(html).toContain('About 11,221 more reads would tell whether 19ms meets it too: --runs 11.');
  expect(headline(summarise(advised).summary)).toBe('2 of 2 strategies can meet the target');
});

test('staleness is drawn against what it is traded for, at its bound, with the target across', () => {
  const charts = html.split('<figure').slice(1);
  expect(charts.map((chart) => /<figcaption[^>]*>([^<]*)/.exec(chart)?.[1])).toEqual([
    'Stale reads at most (95 %), against the MySQL reads for each read',
    'Stale reads at most (95 %), against the mean latency of a write',
  ]);
  for (const chart of charts) {
    expect(chart).toContain('class="limit"');
    // What was never seen: two values of the one, and the other.
    expect(chart.match(/class="mark open"/g)).toHaveLength(3);
    expect(chart).toContain('<td>0ms</td>');
  }
  expect(charts[1]).toContain('<td>20ms</td><td>26 ms</td><td>200 per million</td>');
});

test('every value and every front is in a table', () => {
  expect(html).toContain('<td>19ms</td><td>400 per million (0 to 1,200)</td>');
  expect(html).toMatch(/double-delete, delay: 20ms<.*<td>2<.*<td>lease<\/td>/s);
});

test('a result without advice has no such part', () => {
  expect(render(<AdviceView advice={[]} />)).toBe('');
});
