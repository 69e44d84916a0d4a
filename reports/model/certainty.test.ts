import { describe, expect, test } from 'vitest';
import { bracketsOf, certaintyText, percentText } from './certainty.ts';

const at = (after: number, share: number, completions: number, isExact = true) => ({
  after,
  share,
  completions,
  isExact,
});

describe('the sentence', () => {
  test('names the pairs, the step, and the share before it', () => {
    const flips = [
      { first: 2, second: 3 },
      { first: 4, second: 5 },
    ];
    const point = { step: 2, curve: [at(0, 0.1, 10), at(1, 0.5, 2), at(2, 1, 1)] };
    expect(certaintyText(flips, point)).toBe(
      'Swap steps 2 and 3, or steps 4 and 5, and it passes. After step 2 it cannot be saved; before it, 1 of 2 completions show it.',
    );
  });

  test('says of a sample that it is one', () => {
    const point = { step: 1, curve: [at(0, 0.25, 400, false), at(1, 1, 12)] };
    expect(certaintyText([], point)).toBe(
      'After step 1 it cannot be saved; before it, 100 of 400 random completions showed it.',
    );
  });

  test('is empty where nothing decides', () => {
    expect(certaintyText([], { step: null, curve: [at(0, 0, 3)] })).toBe('');
    expect(certaintyText([], null)).toBe('');
  });
});

describe('a percentage', () => {
  test('is never rounded to never or to always', () => {
    expect([0, 0.001, 0.5, 0.999, 1].map(percentText)).toEqual(['0 %', '< 1 %', '50 %', '> 99 %', '100 %']);
  });
});

describe('brackets', () => {
  test('that touch lie in tracks of their own, the shortest innermost', () => {
    const flips = [
      { first: 1, second: 5 },
      { first: 2, second: 3 },
      { first: 6, second: 7 },
      { first: 3, second: 4 },
    ];
    expect(bracketsOf(flips)).toEqual([
      { first: 2, second: 3, track: 0 },
      { first: 6, second: 7, track: 0 },
      { first: 3, second: 4, track: 1 },
      { first: 1, second: 5, track: 2 },
    ]);
  });
});
