import { describe, expect, it } from 'vitest';
import type { Budget } from './budget.ts';
import { DEFAULT_RUNS_PER_CELL, SharedBudget } from './budget.ts';

const NONE: Budget = { runs: null, timeMs: null, maxFailures: null };

function sharesOf(budget: Partial<Budget>, cells: number, clock: () => number = () => 0): (Budget | null)[] {
  const shared = new SharedBudget({ ...NONE, ...budget }, cells, clock);
  return Array.from({ length: cells }, () => shared.next());
}

describe('a shared budget', () => {
  it('gives every cell its part of the schedules, and all of them in sum', () => {
    expect(sharesOf({ runs: 10 }, 4).map((share) => share?.runs)).toEqual([2, 3, 2, 3]);
    expect(sharesOf({ runs: 2 }, 4).map((share) => share?.runs)).toEqual([undefined, 1, undefined, 1]);
  });

  it('gives every cell the same number when it says nothing, and no bound but time when that is said', () => {
    expect(sharesOf({}, 2).map((share) => share?.runs)).toEqual([DEFAULT_RUNS_PER_CELL, DEFAULT_RUNS_PER_CELL]);
    expect(sharesOf({ timeMs: 1000 }, 2).map((share) => share?.runs)).toEqual([null, null]);
  });

  it('hands on the time that a cell leaves over, and none when it is over', () => {
    const times = [0, 0, 100, 400, 900];
    expect(sharesOf({ timeMs: 900 }, 4, () => times.shift()!).map((share) => share?.timeMs ?? null)).toEqual([
      225,
      800 / 3,
      250,
      null,
    ]);
  });

  it('ends when enough failures were found, or more than that', () => {
    const shared = new SharedBudget({ ...NONE, maxFailures: 3 }, 3, () => 0);
    expect(shared.next()?.maxFailures).toBe(3);
    shared.spend(1);
    expect(shared.next()?.maxFailures).toBe(2);
    shared.spend(4);
    expect(shared.next()).toBeNull();
  });
});
