/**
 * One of several equal parts of an exploration, each executed in another process, on another machine, without a word between
 * them. Together the parts are what one process would have executed; `stalemate merge` puts their results together.
 */
import type { NumberShare } from './helpers.ts';
import type { Policy } from '../policies/policy.ts';
import { isDivisible, isShardable } from '../policies/policy.ts';

export interface Shard {
  /** From 1. */
  readonly index: number;
  readonly count: number;
}

/** Numbers to share out where no budget ends the schedules: more than anyone executes in the time of a budget. */
const NUMBERS_WITHOUT_BUDGET = 1_000_000_000;

/**
 * Restricts a policy that has executed nothing yet to one shard's part of its work.
 *
 * Guarantees: schedules that have numbers are split by these, and a search by its frontier where the policy can do that.
 * What cannot be split, such as a pinned schedule, or a search that a budget of runs would end at a place which depends on
 * its order, is done by the first shard, and the others have nothing to do.
 * @param runs the budget of the whole exploration; null for none
 */
export function partOfPolicy(policy: Policy, { index, count }: Shard, runs: number | null): Policy {
  if (policy.isNumbered === true && isDivisible(policy)) {
    policy.restrictTo(numbersOf({ index, count }, runs));
    return policy;
  }
  if (isShardable(policy) && runs === null) {
    policy.shard(index, count);
    return policy;
  }
  return index === 1 ? policy : new Nothing(policy.isSampled);
}

/** Parts that differ by one at most. */
export function numbersOf({ index, count }: Shard, runs: number | null): NumberShare {
  const all = runs ?? NUMBERS_WITHOUT_BUDGET;
  const bound = (before: number): number => Math.floor((all * before) / count);
  return { kind: 'numbers', from: bound(index - 1), to: bound(index) };
}

/** How many sampled schedules a shard executes; null where no budget says. */
export function sizeOfPart(shard: Shard | null, runs: number | null): number | null {
  if (shard === null || runs === null) return runs;
  const { from, to } = numbersOf(shard, runs);
  return to - from;
}

/** Equal for policies that have split the same search in the same way: a proof that the shards belong together. */
export function splitOf(policy: Policy): string {
  return isShardable(policy) ? policy.split : '';
}

/** The part of a shard that has none. */
class Nothing implements Policy {
  readonly isComplete = true;
  readonly isSampled: boolean;

  constructor(isSampled: boolean) {
    this.isSampled = isSampled;
  }

  next(): null {
    return null;
  }

  ended(): void {}
}
