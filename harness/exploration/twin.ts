/** Executes on real servers what was explored on the embedded engine, and compares the two histories step by step. */
import type { Engine } from '../engines/engine.ts';
import type { TwinResult } from '../result.ts';
import type { SchedulePicker } from './policy.ts';
import type { RunPlan } from '../scheduler/plan.ts';
import type { Run } from '../scheduler/run.ts';
import { countDifferences, firstDifference } from './difference.ts';
import { execute } from './execute.ts';
import { SameChoices } from './replay.ts';

export interface TwinOptions {
  readonly plan: RunPlan;
  readonly embedded: Engine;
  readonly real: Engine;
  readonly schedules: readonly (readonly number[])[];
  readonly shouldStop: () => boolean;
  /** Called after each schedule, with both executions. */
  readonly onCompared?: (embedded: Run, real: Run) => void;
}

export async function compareTwins(options: TwinOptions): Promise<TwinResult> {
  const { plan, embedded, real, schedules, shouldStop } = options;
  const result = { schedulesCompared: 0, stepsCompared: 0, differences: 0 };
  const firstDifferences = new Map<number, string>();
  let next = 0;
  const worker = async (): Promise<void> => {
    while (next < schedules.length && !shouldStop()) {
      const position = next++;
      const picker = (): SchedulePicker => new SameChoices(schedules[position]!);
      const one = await execute(plan, embedded, picker(), false);
      const other = await execute(plan, real, picker(), false);
      result.schedulesCompared++;
      result.stepsCompared += one.steps.length;
      options.onCompared?.(one, other);
      const difference = other.problem === null ? firstDifference(one, other) : other.problem.message;
      if (difference === null) continue;
      result.differences += Math.max(1, countDifferences(one, other));
      firstDifferences.set(position, difference);
    }
  };
  await Promise.all(Array.from({ length: real.concurrency }, worker));
  const first = [...firstDifferences].sort(([a], [b]) => a - b)[0];
  return first === undefined ? result : { ...result, firstDifference: first[1] };
}
