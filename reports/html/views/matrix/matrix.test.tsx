import { render } from 'preact-render-to-string';
import { expect, test } from 'vitest';
import type { Result } from '../../../../harness/result.ts';
import { summarise } from '../../../model/summary.ts';
import { cellOf, doubtful, library, resultOf } from '../../samples/results.ts';
import { Matrix } from './matrix.tsx';

const htmlOf = (result: Result) => render(<Matrix summary={summarise(result).summary} />);

test('the matrix is a table with a head for each row and column', () => {
  const html = htmlOf(library);
  expect(html.match(/<th scope="row"/g)).toHaveLength(10);
  expect(html.match(/<th scope="col"/g)).toHaveLength(1 + 6);
  expect(html.match(/<td /g)).toHaveLength(60);
});

test('a cell leads to its failure', () => {
  expect(htmlOf(library)).toContain(
    '<a href="#/failure/two-readers.double-delete.stale-at-rest">36 of 240 interleavings</a>',
  );
});

test('what says nothing is not green', () => {
  const html = htmlOf(doubtful);
  expect(html).toContain('nothing raced in 10 interleavings');
  expect(html).not.toContain('tone-never');
});

test('a combination that did not run is not run, not empty', () => {
  const html = htmlOf(resultOf([cellOf({ strategy: 'a', scenario: 'x' }), cellOf({ strategy: 'b', scenario: 'y' })]));
  expect(html.match(/not run/g)).toHaveLength(2);
});
