/** Executes a recorded schedule exactly once, so that a breakpoint in the code under test is met once. */
import type { Engine } from '../../engines/engine.ts';
import type { RecordedRun } from '../../explanation/trace.ts';
import { recordAsFar } from '../../explanation/trace.ts';
import { assertExactDrain } from '../../scheduler/drain.ts';
import { installGuard } from '../../scheduler/guard.ts';
import type { RunPlan } from '../../scheduler/plan.ts';
import { explainFailure } from '../execution/execute.ts';
import { inMacrotask } from '../execution/macrotask.ts';
import type { ScheduleChange } from './lenient.ts';
import { Lenient } from './lenient.ts';
import type { RecordedChoice } from './recorded-schedule.ts';
import type { Parting } from './strict.ts';
import { Strict } from './strict.ts';

export interface Replayed extends RecordedRun {
  /** Where the run could not follow the schedule any more, and ended. */
  readonly parting: Parting | null;
  /** How the schedule was adapted. */
  readonly changes: readonly ScheduleChange[];
}

/** @param isLenient adapts the schedule where the code has changed, instead of ending there */
export async function executeOnce(
  plan: RunPlan,
  engine: Engine,
  schedule: readonly RecordedChoice[],
  isLenient: boolean,
): Promise<Replayed> {
  installGuard();
  await inMacrotask(assertExactDrain);
  const picker = isLenient ? new Lenient(schedule) : new Strict(schedule);
  const { failure, ...recorded } = await recordAsFar(plan, engine, picker);
  if (failure !== null) explainFailure(recorded.run, failure.error);
  return {
    ...recorded,
    parting: picker instanceof Strict ? picker.parting : null,
    changes: picker instanceof Lenient ? picker.changes : [],
  };
}
