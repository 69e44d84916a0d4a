/**
 * A policy decides which schedules are executed. It only chooses: the scheduler owns queue, clock, history and replay.
 * Each schedule has a picker of its own, so that many can be in flight at once.
 */
import type { Choice, Picker } from '../scheduler/choice.ts';

export interface Policy {
  /** The next schedule to execute; null when there is none, or none before one that is in flight has `ended`. */
  next(): SchedulePicker | null;
  /** The schedule has been executed from beginning to end. */
  ended(picker: SchedulePicker): void;
  /** All schedules of the search space have ended, so that counts are counts of interleavings. */
  readonly isComplete: boolean;
  /** Executions are a random sample, so that shares have an interval. */
  readonly isSampled: boolean;
}

export interface SchedulePicker extends Picker {
  /** From 0, in the order in which the policy made them. */
  readonly number: number;
  pick(enabled: readonly Choice[]): number;
  /** Forgets what was picked: the same schedule will be executed again from its start. */
  restart(): void;
}
