import { describe, expect, it } from 'vitest';
import { rankByPareto } from './pareto.ts';

const rank = (items: Readonly<Record<string, readonly number[]>>) =>
  rankByPareto(Object.keys(items), (name) => items[name]!).map(({ item, front, dominatedBy }) => [
    front,
    item,
    ...dominatedBy,
  ]);

describe('a ranking by Pareto fronts', () => {
  it('puts on the first front what nothing beats, by the first cost, and says what beats the rest', () => {
    expect(
      rank({ slow: [0, 1, 9], loaded: [0, 9, 1], stale: [9, 1, 1], worse: [9, 2, 1], worst: [10, 10, 10] }),
    ).toEqual([
      [1, 'slow'],
      [1, 'loaded'],
      [1, 'stale'],
      [2, 'worse', 'stale'],
      [3, 'worst', 'worse'],
    ]);
  });

  it('lets equals stand beside each other, also when they differ in the fourth digit', () => {
    expect(rank({ one: [0.10001, 1], other: [0.10002, 1] })).toEqual([
      [1, 'one'],
      [1, 'other'],
    ]);
  });
});
