import { describe, expect, it } from 'vitest';
import { SlidingWindow, TopKeys } from './hot-keys.ts';

describe('the most frequent keys', () => {
  it('are hot from the threshold on', () => {
    const keys = new TopKeys(2, 3);
    expect([keys.note('a'), keys.note('a'), keys.note('a'), keys.note('b')]).toEqual([false, false, true, false]);
  });

  it('are never more than there is room for: who comes new takes the place and the count of the least', () => {
    const keys = new TopKeys(2, 3);
    for (const key of ['a', 'a', 'b']) keys.note(key);
    expect(keys.note('c')).toBe(false);
    expect(keys.note('c')).toBe(true);
    expect(keys.note('a')).toBe(true);
  });
});

describe('a sliding window', () => {
  it('counts what happened in it, and nothing older', () => {
    const keys = new SlidingWindow(1000, 2);
    expect(keys.note('a', 0)).toBe(false);
    expect(keys.note('a', 900)).toBe(true);
    expect(keys.note('a', 1800)).toBe(true);
    expect(keys.note('a', 5000)).toBe(false);
  });

  it('counts each key for itself', () => {
    const keys = new SlidingWindow(1000, 2);
    keys.note('a', 0);
    expect(keys.note('b', 0)).toBe(false);
  });
});
