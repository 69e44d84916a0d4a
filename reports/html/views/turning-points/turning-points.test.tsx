/** @jsxRuntime automatic @jsxImportSource preact */
import { render } from 'preact-render-to-string';
import { describe, expect, test } from 'vitest';
import { failurePagesOf } from '../../../model/failure-page.ts';
import { summarise } from '../../../model/summary.ts';
import { classic } from '../../samples/results.ts';
import { Certainty, CertaintyCurve } from './turning-points.tsx';

const pages = failurePagesOf(summarise(classic).summary);
const failure = pages.find(({ id }) => id === 'classic-race.cache-aside.stale-at-rest')!;
const htmlOf = (of: typeof failure) =>
  render(
    <Certainty failure={of} level={2}>
      <CertaintyCurve failure={of} />
    </Certainty>,
  );

describe('when it was decided', () => {
  test('is said in words, with a row for each step and a link to it', () => {
    const html = htmlOf(failure);
    expect(html).toContain('it cannot be saved; before it, 1 of 2 completions show it.');
    expect(html.match(/<li/g)).toHaveLength(failure.pointOfNoReturn!.curve.length);
    expect(html).toContain('10 %');
    expect(html.match(/<path/g)).toHaveLength(failure.flips.length);
  });

  test('is left out of results that do not know', () => {
    expect(htmlOf({ ...failure, flips: [], pointOfNoReturn: null })).toBe('');
  });

  test('uses no inline styles, which the policy of the page forbids', () => {
    expect(htmlOf(failure)).not.toContain('style=');
  });
});
