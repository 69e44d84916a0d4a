/** @jsxRuntime automatic @jsxImportSource preact */
import { render } from 'preact-render-to-string';
import { describe, expect, test } from 'vitest';
import { summarise } from '../../../model/summary.ts';
import { classic } from '../../samples/results.ts';
import { TurningPoints } from './turning-points.tsx';

const { failures } = summarise(classic).summary;
const failure = failures.find(({ id }) => id === 'classic-race.cache-aside.stale-at-rest')!;

describe('when it was decided', () => {
  test('is said in words, with a row for each step and a link to it', () => {
    const html = render(<TurningPoints failure={failure} />);
    expect(html).toContain('it cannot be saved; before it, 1 of 2 completions show it.');
    expect(html.match(/<li/g)).toHaveLength(failure.pointOfNoReturn!.curve.length);
    expect(html).toContain('10 %');
    expect(html.match(/<path/g)).toHaveLength(failure.flips.length);
  });

  test('is left out of results that do not know', () => {
    expect(render(<TurningPoints failure={{ ...failure, flips: [], pointOfNoReturn: null }} />)).toBe('');
  });

  test('uses no inline styles, which the policy of the page forbids', () => {
    expect(render(<TurningPoints failure={failure} />)).not.toContain('style=');
  });
});
