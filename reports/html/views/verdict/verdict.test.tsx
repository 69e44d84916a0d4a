import { render } from 'preact-render-to-string';
import { expect, test } from 'vitest';
import type { Result } from '../../../../harness/result.ts';
import { summarise } from '../../../model/summary.ts';
import { cellOf, classic, doubtful, library, resultOf } from '../../samples/results.ts';
import { Verdict } from './verdict.tsx';

const htmlOf = (result: Result) => render(<Verdict summary={summarise(result).summary} />);

test('what breaks comes first, and what holds is folded when it is much', () => {
  const html = htmlOf(library);
  const fold = html.indexOf('<details');
  expect(html.lastIndexOf('</span> Fail')).toBeLessThan(fold);
  expect(html.indexOf('</span> Pass')).toBeGreaterThan(fold);
  expect(html).toContain('<summary>58 expectations hold</summary>');
});

test('every expectation has a line', () => {
  expect(htmlOf(library).match(/<li>/g)).toHaveLength(60);
});

test('a broken expectation says what was seen and leads there', () => {
  expect(htmlOf(classic)).toContain(
    'href="#/failure/classic-race.cache-aside.stale-at-rest">1 of 10 interleavings</a>',
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
