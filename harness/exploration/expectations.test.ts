import { describe, expect, it } from 'vitest';
import type { Exploration } from './explore.ts';
import { judgeExpectation, worst } from './expectations.ts';
import { Sample } from './sample.ts';
import { Tally } from './tally.ts';

interface Situation {
  readonly executed?: number;
  readonly seen?: number;
  readonly unknown?: number;
  readonly raced?: number;
  readonly isComplete?: boolean;
  readonly isStopped?: boolean;
}

function explorationOf(situation: Situation): Exploration {
  const { executed = 10, seen = 0, unknown = 0, raced = executed, isComplete = true, isStopped = false } = situation;
  const tally = new Tally();
  Object.assign(tally, { executed, unknown, raced, judged: executed - unknown });
  tally.findings['stale-read'].schedules = seen;
  return { tally, sample: new Sample(0), isComplete, isStopped };
}

const verdict = (is: 'never' | 'possible' | 'always', situation: Situation, policy = 'exhaustive') =>
  judgeExpectation(explorationOf(situation), policy, { strategy: 'mine', anomaly: 'stale-read', is, line: 1 }).verdict;

/** What each situation makes of `never`, `possible` and `always`. */
const SITUATIONS: Readonly<Record<string, readonly [Situation, string, string, string]>> = {
  'seen nowhere': [{}, 'pass', 'fail', 'fail'],
  'seen in some schedules': [{ seen: 3 }, 'fail', 'pass', 'fail'],
  'seen in all schedules': [{ seen: 10 }, 'fail', 'pass', 'pass'],
  'seen nowhere, and stopped': [{ isStopped: true, isComplete: false }, 'inconclusive', 'inconclusive', 'fail'],
  'seen in some, and stopped': [{ seen: 3, isStopped: true, isComplete: false }, 'fail', 'pass', 'fail'],
  'seen in all so far, and stopped': [{ seen: 10, isStopped: true, isComplete: false }, 'fail', 'pass', 'inconclusive'],
  'seen nowhere before the budget ended': [{ isComplete: false }, 'inconclusive', 'inconclusive', 'fail'],
  'seen nowhere, and one schedule has no verdict': [{ unknown: 1 }, 'inconclusive', 'inconclusive', 'fail'],
  'seen in all that have a verdict': [{ unknown: 1, seen: 9 }, 'fail', 'pass', 'inconclusive'],
  'seen nowhere, and nothing raced': [{ raced: 0 }, 'inconclusive', 'inconclusive', 'fail'],
  'no schedule executed': [{ executed: 0 }, 'inconclusive', 'inconclusive', 'inconclusive'],
};

describe('an anomaly', () => {
  it.each(Object.keys(SITUATIONS))('%s', (title) => {
    const [situation, never, possible, always] = SITUATIONS[title]!;
    expect([verdict('never', situation), verdict('possible', situation), verdict('always', situation)]).toEqual([
      never,
      possible,
      always,
    ]);
  });

  it('not seen in a random sample is a pass of `never`: the interval says what that is worth', () => {
    expect(verdict('never', { isComplete: false }, 'random')).toBe('pass');
  });

  it('in a pinned schedule counts although nothing overlapped', () => {
    expect(verdict('never', { executed: 1, raced: 0 }, 'pinned')).toBe('pass');
  });
});

describe('the worst of several verdicts', () => {
  it('is a failure, then a doubt, then a pass', () => {
    expect(worst(['pass', 'inconclusive', 'fail'])).toBe('fail');
    expect(worst(['pass', 'inconclusive'])).toBe('inconclusive');
    expect(worst(['pass'])).toBe('pass');
    expect(worst([])).toBe('pass');
  });
});
