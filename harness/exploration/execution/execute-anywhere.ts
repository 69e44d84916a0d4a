/** Executes one schedule on whatever engine there is, for those that execute few. */
import type { Engine } from '../../engines/engine.ts';
import type { RunPlan } from '../../scheduler/plan.ts';
import type { Run } from '../../scheduler/run.ts';
import { execute, executeNow } from './execute.ts';
import { inMacrotask } from './macrotask.ts';
import type { SchedulePicker } from '../policies/policy.ts';

export function executeAnywhere(plan: RunPlan, engine: Engine, picker: SchedulePicker): Promise<Run> {
  return engine.concurrency === 1
    ? inMacrotask(() => executeNow(plan, engine, picker, false))
    : execute(plan, engine, picker, false);
}
