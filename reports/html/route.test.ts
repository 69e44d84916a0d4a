import { expect, test } from 'vitest';
import { formatRoute, parseRoute } from './route.ts';

test.each([
  '#/verdict',
  '#/failures',
  '#/matrix',
  '#/about',
  '#/matrix?q=strategy%3Alease+two',
  '#/failure/a.b.c',
  '#/failure/a.b.c?step=9',
  '#/failure/a.b.c?step=9&cmp=ddd-50ms',
])('%s survives reading and writing', (fragment) => expect(formatRoute(parseRoute(fragment))).toBe(fragment));

test('what is not understood is the start', () => {
  for (const fragment of ['', '#', '#nonsense', '#/failure/', '#/failure', '#/%%%']) {
    expect(parseRoute(fragment)).toEqual({ view: 'overview', section: 'verdict', query: '' });
  }
});

test('a step that is no number is no step', () => {
  for (const step of ['x', '-1', '0', '1.5', '']) {
    expect(parseRoute(`#/failure/a?step=${step}`)).toEqual({ view: 'failure', id: 'a', step: null, compare: null });
  }
});
