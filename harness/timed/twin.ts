/**
 * The beginning of a run on real servers too: the same arrivals and latencies, hence the same order of effects, as long as
 * every step is answered as on the embedded engine. Compared step by step; virtual time is the simulation's on both.
 */
import { embeddedEngine } from '../engines/embedded/engine.ts';
import type { Engine, EngineRun } from '../engines/engine.ts';
import { outcomeDifference } from '../exploration/execution/difference.ts';
import { inMacrotask } from '../exploration/execution/macrotask.ts';
import type { Comparison } from '../exploration/execution/twin.ts';
import { perform } from '../scheduler/phases.ts';
import { installGuard } from '../scheduler/guard.ts';
import type { RunProblem } from '../scheduler/problems.ts';
import type { Step } from '../scheduler/step.ts';
import type { Call } from './client.ts';
import { TimedRun, type TimedPlan, timedSetup } from './timed-run.ts';

/** About a second on real servers. */
export const TWIN_STEPS = 1000;
/** More rows than this are not set up on real servers: only those that the steps are about. */
const ROWS_MAX = 5000;

interface Prefix {
  readonly steps: readonly Step[];
  readonly problem: RunProblem | null;
}

/** @param shouldStop asked often: true ends it, with what has been compared */
export async function compareBeginning(timed: TimedPlan, real: Engine, shouldStop: () => boolean): Promise<Comparison> {
  installGuard();
  let plan = timed;
  let one = await beginningOf(plan, embeddedEngine, () => false);
  if (plan.plan.rows.length > ROWS_MAX) {
    plan = withRowsOf(plan, one.steps);
    one = await beginningOf(plan, embeddedEngine, () => false);
  }
  const other = await beginningOf(plan, real, shouldStop);
  let differences = 0;
  let difference = other.problem?.message ?? null;
  for (const [i, step] of other.steps.entries()) {
    const found = outcomeDifference(one.steps[i], step);
    if (found === null) continue;
    differences++;
    difference ??= `step ${i + 1}: ${found}`;
  }
  if (difference !== null) differences = Math.max(1, differences);
  return { indices: [], steps: other.steps.length, differences, difference, embedded: [], real: [] };
}

function withRowsOf(timed: TimedPlan, steps: readonly Step[]): TimedPlan {
  const ids = new Set(steps.map(({ operation }) => (operation as Call | null)?.id));
  return { ...timed, plan: { ...timed.plan, rows: timed.plan.rows.filter(({ id }) => ids.has(id as number)) } };
}

async function beginningOf(timed: TimedPlan, engine: Engine, shouldStop: () => boolean): Promise<Prefix> {
  const time = { now: 0 };
  const engineRun: EngineRun = await engine.begin(timedSetup(timed, time));
  const steps: Step[] = [];
  try {
    const run = new TimedRun(timed, engineRun, time, 0);
    const { simulation } = run;
    simulation.onStep = (step) => void steps.push(step);
    let step = await inMacrotask(() => run.next());
    while (step !== null && steps.length < TWIN_STEPS && !shouldStop()) {
      await perform(simulation, step);
      const executed: Step = step;
      step = await inMacrotask(() => {
        simulation.settle(executed);
        return steps.length < TWIN_STEPS ? run.next() : null;
      });
    }
    return { steps, problem: run.problem };
  } finally {
    await engineRun.end();
  }
}
