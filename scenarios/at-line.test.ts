import { expect, it } from 'vitest';
import { strategiesAtLine } from './at-line.ts';

const TEXT = `version: 1
name: lines
actors: { reader: { steps: [ { read: "item:1" } ] } }
strategies:
  - lease
  - use: double-delete
    as: slow
    with:
      delay: 50ms
  - ./mine.ts
expect:
  - { strategy: slow, anomaly: stale-read, is: never }
  - { strategy: all, anomaly: dirty-read, is: never }
`;

it.each([
  [1, []],
  [4, []],
  [5, ['lease']],
  [6, ['slow']],
  [9, ['slow']],
  [10, ['mine']],
  [12, ['slow']],
  [13, []],
  [99, []],
])('line %i selects %j', (line, strategies) => {
  expect(strategiesAtLine(TEXT, line)).toEqual(strategies);
});

it('selects every strategy of a line that holds several', () => {
  expect(strategiesAtLine('strategies: [lease, cache-aside]', 1)).toEqual(['lease', 'cache-aside']);
});
