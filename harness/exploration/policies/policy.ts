/**
 * A policy decides which schedules are executed. It only chooses: the scheduler owns queue, clock, history and replay.
 * Each schedule has a picker of its own, so that many can be in flight at once.
 */
import type { Choice, Picker } from '../../scheduler/choice.ts';
import type { Run } from '../../scheduler/run.ts';
import type { Share } from '../division/helpers.ts';

export interface Policy {
  /** The next schedule to execute; null when there is none, or none before one that is in flight has `ended`. */
  next(): SchedulePicker | null;
  /** The schedule has been executed from beginning to end. */
  ended(picker: SchedulePicker): void;
  /** Called before `ended`: schedules that must show the same as the one that was executed. */
  equivalentsOf?(picker: SchedulePicker): readonly SchedulePicker[];
  /** Why this policy cannot explore this plan, as far as is known by now. */
  readonly unsuitable?: string | null;
  /** All schedules of the search space have ended, so that counts are counts of interleavings. */
  readonly isComplete: boolean;
  /** Executions are some of the schedules, chosen by lot: the budget says how many. */
  readonly isSampled: boolean;
  /** Schedule n is the same whatever else is executed, and by whom. */
  readonly isNumbered?: boolean;
  /** Of a numbered one: from this number on, each schedule is found on the way to the next. Left out: none is. */
  readonly sequentialFrom?: number;
  /** Of a search by pre-emptions. */
  readonly reach?: Reach;
}

export interface Reach {
  /** All schedules with at most so many pre-emptions have ended; null while those without have not. */
  readonly preemptions: number | null;
  /** Some schedules have more than the search was allowed to make. */
  readonly isCutOff: boolean;
}

/**
 * A policy whose work can be shared out.
 * Guarantees: which schedules are executed in the end does not depend on what was given away, and when, and to whom.
 */
export interface DivisiblePolicy extends Policy {
  /** Gives away one of `parts` of what is left, and at most so many schedules where it can tell; null: nothing to give. */
  give(parts: number, atMost: number): Share | null;
  /** A part that was given is done, except for the rest. */
  takeBack(rest: Share | null): void;
  /** Has nothing left to do but this, which another instance of the same policy gave away. */
  restrictTo(share: Share): void;
}

export function isDivisible(policy: Policy): policy is DivisiblePolicy {
  return 'give' in policy;
}

/**
 * A policy that can do one of several equal parts of its work, each in another process that knows nothing of the others.
 * Guarantees: on every machine the parts are the same, they do not overlap, and together they are the whole.
 */
export interface ShardablePolicy extends Policy {
  /** Has nothing left to do but part `index` (from 1) of `count`. Called before the first schedule. */
  shard(index: number, count: number): void;
  /** A digest of how the work was split, the same for all parts; empty when there was nothing to find out for that. */
  readonly split: string;
}

export function isShardable(policy: Policy): policy is ShardablePolicy {
  return 'shard' in policy;
}

export interface SchedulePicker extends Picker {
  /** From 0, in the order in which the policy made them. Only the very first schedule of an exploration has 0. */
  readonly number: number;
  /** Another shard's: executed to learn what lies beyond it, and neither judged nor counted. */
  readonly isForeign?: boolean;
  /** The arm of a policy with several that made this schedule. */
  readonly arm?: string;
  /** The index of the chosen one, or `ABANDON`. */
  pick(enabled: readonly Choice[]): number;
  /** Called before the first pick, for those that look at what has happened. */
  attach?(run: Run): void;
  /** The run is over: throws a `Divergence` when it did not follow the schedule to its end. */
  finish?(run: Run): void;
  /** Forgets what was picked: the same schedule will be executed again from its start. */
  restart(): void;
}
