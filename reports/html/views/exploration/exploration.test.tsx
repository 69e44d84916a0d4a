import { render } from 'preact-render-to-string';
import { expect, test } from 'vitest';
import type { Result } from '../../../../harness/result.ts';
import { summarise } from '../../../model/summary.ts';
import { classic, doubtful, fuzzed, resultOf } from '../../samples/results.ts';
import { Exploration } from './exploration.tsx';

const htmlOf = (result: Result) => render(<Exploration summary={summarise(result).summary} />);

test('what the verdict rests on is told', () => {
  const html = htmlOf(classic);
  expect(html).toContain('every interleaving in');
  expect(html).toContain('every actor entered');
});

test('cells in which nothing raced are named', () => {
  expect(htmlOf(doubtful)).toMatch(/Nothing raced in 1 cell.*idle in classic-race/);
  expect(htmlOf(classic)).not.toContain('Nothing raced');
});

test('fuzzing shows when the last new thing was found, and what was never tried', () => {
  const [cell] = fuzzed.results;
  const handOff = { key: 'item:1', by: 'reader’s read', between: 'writer’s update', and: 'del', firstAt: null };
  const coverage = {
    seen: 1,
    total: 2,
    handOffs: [handOff],
    curve: [
      [1, 1],
      [9, 2],
    ] as const,
  };
  const html = htmlOf(resultOf([{ ...cell!, fuzz: { ...cell!.fuzz!, coverage } }]));
  expect(html).toContain('The last new one came in schedule 9 of 300');
  expect(html).toContain('1 hand-off never seen');
  expect(html).toContain('reader’s read between writer’s update and del, on item:1');
  expect(html).toContain('As a table');
});
