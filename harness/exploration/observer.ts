/** Looks at every run of an exploration that has a verdict, and remembers of it what it likes. */
import type { Run } from '../scheduler/run.ts';
import type { SchedulePicker } from './policies/policy.ts';

export interface Observer {
  /** @param isSuspect some checker did not say ok */
  observe(run: Run, picker: SchedulePicker, isSuspect: boolean): void;
  /** Adds what an observer of the same kind has remembered in another thread. In whatever order, the sum is the same. */
  merge(data: never): void;
  /** Plain data. */
  toData(): unknown;
}
