/** Executes one schedule on whatever engine there is, for those that execute few. */
import type { Engine } from '../../engines/engine.ts';
import { canDrain } from '../../scheduler/drain.ts';
import type { RunPlan } from '../../scheduler/plan.ts';
import type { Run } from '../../scheduler/run.ts';
import { execute, executeNow } from './execute.ts';
import { inMacrotask } from './macrotask.ts';
import type { SchedulePicker } from '../policies/policy.ts';

/** A real engine answers in its time, also when its server has room for one run only; and in a browser no answer is quick enough. */
export function answersAtOnce({ kind, concurrency }: Engine): boolean {
  return kind === 'embedded' && concurrency === 1 && canDrain;
}

export function executeAnywhere(plan: RunPlan, engine: Engine, picker: SchedulePicker): Promise<Run> {
  return answersAtOnce(engine)
    ? inMacrotask(() => executeNow(plan, engine, picker, false))
    : execute(plan, engine, picker, false);
}
