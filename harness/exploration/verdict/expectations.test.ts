import { describe, expect, it } from 'vitest';
import type { Judged } from './expectations.ts';
import { judgeExpectation, worst } from './expectations.ts';
import type { Shard } from '../division/shard.ts';
import { Tally } from './tally.ts';

interface Situation {
  readonly executed?: number;
  readonly seen?: number;
  readonly unknown?: number;
  readonly raced?: number;
  readonly isComplete?: boolean;
  readonly isStopped?: boolean;
  readonly isSampled?: boolean;
  /** Policy `bounded`: how many pre-emptions all the schedules with at most so many were seen with. */
  readonly preemptions?: number | null;
  /** Actors that took no step. */
  readonly idle?: readonly string[];
}

function evidenceOf(situation: Situation): Judged {
  const { executed = 10, seen = 0, unknown = 0, raced = executed, idle = [] } = situation;
  const { isComplete = true, isStopped = false, isSampled = false, preemptions } = situation;
  const reach = preemptions === undefined ? null : { preemptions, isCutOff: true };
  const tally = new Tally();
  Object.assign(tally, { executed, unknown, raced, judged: executed - unknown });
  tally.findings['stale-read'].schedules = seen;
  tally.entered.add('writer');
  return {
    tally,
    isComplete,
    isStopped,
    isSampled,
    unit: 'interleavings' as const,
    reach,
    actors: ['writer', ...idle],
  };
}

type Is = 'never' | 'possible' | 'always';

const judge = (is: Is, situation: Situation, policy = 'exhaustive', shard: Shard | null = null) =>
  judgeExpectation(evidenceOf(situation), policy, { strategy: 'mine', anomaly: 'stale-read', is }, shard);
const verdict = (...args: Parameters<typeof judge>) => judge(...args).verdict;

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
  'seen nowhere, and an actor took no step': [{ idle: ['reader'] }, 'inconclusive', 'inconclusive', 'fail'],
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
    expect(verdict('never', { isComplete: false, isSampled: true }, 'random')).toBe('pass');
  });

  it.each([
    [null, 'before all of those without a pre-emption were seen'],
    [0, 'and all with at most 0 pre-emptions were seen'],
    [1, 'and all with at most 1 pre-emption were seen'],
    [2, 'and all with at most 2 pre-emptions were seen'],
  ])('not seen before the budget ended says how far the search came: %s pre-emptions', (preemptions, howFar) => {
    expect(judge('never', { isComplete: false, preemptions }, 'bounded')).toMatchObject({
      verdict: 'inconclusive',
      because: `the budget ended after 10 schedules, ${howFar}`,
    });
  });

  it('in a pinned schedule counts although nothing overlapped', () => {
    expect(verdict('never', { executed: 1, raced: 0 }, 'pinned')).toBe('pass');
  });

  it('names the actors that took no step', () => {
    expect(judge('never', { idle: ['late', 'reader2'] }).because).toBe('late, reader2 took no step in any schedule');
  });
});

describe('a shard', () => {
  const SHARD = { index: 2, count: 3 };
  const ofShard = (situation: Situation) =>
    (['never', 'possible', 'always'] as const).map((is) => verdict(is, situation, 'exhaustive', SHARD));

  it('can show that an anomaly exists, or that it does not always, and nothing else', () => {
    expect(ofShard({ seen: 3 })).toEqual(['fail', 'pass', 'fail']);
    expect(ofShard({ seen: 0 })).toEqual(['inconclusive', 'inconclusive', 'fail']);
    expect(ofShard({ seen: 10 })).toEqual(['fail', 'pass', 'inconclusive']);
    expect(ofShard({ executed: 0 })).toEqual(['inconclusive', 'inconclusive', 'inconclusive']);
  });

  it('says who judges the whole', () => {
    expect(judge('never', {}, 'exhaustive', SHARD).because).toBe(
      'this is shard 2 of 3; `stalemate merge` judges the whole',
    );
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
