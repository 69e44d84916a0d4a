import { describe, expect, it } from 'vitest';
import { parseDuration } from '../../strategies/strategy.ts';
import { between, durationText, gridOf } from './values.ts';

describe('the values of a sweep', () => {
  it('are both ends of the range, and steps of 1, 2 and 5 between them', () => {
    expect(gridOf(0, 5000)).toEqual([0, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000]);
    expect(gridOf(30, 400)).toEqual([30, 50, 100, 200, 400]);
    expect(gridOf(7, 8)).toEqual([7, 8]);
  });

  it('are about as many from 0 as from anywhere else, in whole milliseconds, each once', () => {
    for (const [fromMs, toMs] of [
      [0, 1],
      [0, 50],
      [0, 3_600_000],
      [1, 3_600_000],
    ] as const) {
      const grid = gridOf(fromMs, toMs);
      expect(grid.length).toBeLessThan(25);
      expect(grid).toEqual([...new Set(grid)].toSorted((one, other) => one - other));
      expect(grid.every(Number.isInteger)).toBe(true);
    }
  });

  it('are halved until they are a millisecond apart, or a twentieth', () => {
    expect(between(10, 20)).toBe(15);
    expect(between(19, 20)).toBeNull();
    expect(between(950, 1000)).toBeNull();
    expect(between(900, 1000)).toBe(950);
  });

  it('are written as a scenario file takes them', () => {
    expect([0, 250, 1500, 60_000, 90_000].map(durationText)).toEqual(['0ms', '250ms', '1.5s', '1m', '90s']);
    for (const ms of [1, 999, 1001, 61_000, 3_600_000]) expect(parseDuration(durationText(ms))).toBe(ms);
  });
});
