import { render } from 'preact-render-to-string';
import { expect, test } from 'vitest';
import type { Result } from '../../../../harness/result.ts';
import { summarise } from '../../../model/summary.ts';
import { cellOf, classic, doubtful, library, resultOf } from '../../samples/results.ts';
import { timed } from '../../samples/timed.ts';
import { Verdict } from './verdict.tsx';

const htmlOf = (result: Result) => render(<Verdict summary={summarise(result).summary} />);

test('what breaks comes first, and what holds is folded when it is much', () => {
  const html = htmlOf(library);
  const fold = html.indexOf('<details');
  expect(html.lastIndexOf('</span> Fail')).toBeLessThan(fold);
  expect(html.indexOf('</span> Pass')).toBeGreaterThan(fold);
  expect(html).toContain('<summary>58 gates hold</summary>');
});

test('every expectation has a line', () => {
  expect(htmlOf(library).match(/<li /g)).toHaveLength(60);
});

test('a broken expectation says what was seen and leads there', () => {
  expect(htmlOf(classic)).toContain(
    'href="#/failure/classic-race.cache-aside.stale-at-rest">stale-at-rest in 1 of 10 interleavings</a>',
  );
});

test('what was not confirmed stands under the headline', () => {
  expect(htmlOf(doubtful)).toContain('The embedded engine and the real servers differ');
});

test('a result without expectations does not look like a pass', () => {
  const html = htmlOf(resultOf([cellOf()]));
  expect(html).toContain('Not judged');
  expect(html).not.toContain('badge pass');
});

test('every threshold has a line, with what was measured and its interval', () => {
  const html = htmlOf(timed);
  expect(html.match(/<li /g)).toHaveLength(3);
  expect(html).toContain('<strong>cache-aside</strong> in hot-key-load: stale_read_rate ≤ 1,000 per million');
  expect(html).toContain('2,000 per million (95 %: 1,800 per million to 2,300 per million) of 100,000');
});
