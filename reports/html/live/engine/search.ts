/** Executes all schedules of the scenario under one strategy, as far as a budget goes. */
import { embeddedEngine } from '../../../../harness/engines/embedded/engine.ts';
import { Dpor } from '../../../../harness/exploration/dpor/dpor.ts';
import type { Exploration } from '../../../../harness/exploration/explore.ts';
import { Explorer } from '../../../../harness/exploration/explorer.ts';
import { Exhaustive } from '../../../../harness/exploration/policies/exhaustive.ts';
import type { Policy } from '../../../../harness/exploration/policies/policy.ts';
import { ANOMALIES } from '../../../../harness/scenario.ts';
import type { RunPlan } from '../../../../harness/scheduler/plan.ts';
import type { Searched, SearchPlan } from './protocol.ts';

/** Schedules between two words about how far it is. */
const NEWS_EVERY = 50;

export interface Watching {
  readonly shouldStop: () => boolean;
  readonly onProgress: (executed: number) => void;
}

export async function search(
  plan: RunPlan,
  { use, runsMax, until }: SearchPlan,
  watching: Watching,
): Promise<Searched> {
  const run = async (policy: Policy): Promise<Exploration> => {
    const explorer: Explorer = new Explorer({
      plan,
      engine: embeddedEngine,
      policy,
      maxRuns: runsMax,
      sampleSize: 0,
      isOverTime: () => false,
      shouldStop: ({ executed }) => {
        if (executed % NEWS_EVERY === 0) watching.onProgress(executed);
        return watching.shouldStop() || (until !== null && explorer.exploration.tally.findings[until].schedules > 0);
      },
    });
    await explorer.inTurns();
    return explorer.exploration;
  };
  // A chain of `steer` makes steps enable each other in ways that no footprint names.
  const reduced = plan.scenario.explore.steer.length > 0 ? null : new Dpor({ usesSymmetry: true });
  let exploration = await run(reduced ?? new Exhaustive());
  const isReduced = reduced !== null && reduced.unsuitable === null;
  if (reduced !== null && !isReduced) exploration = await run(new Exhaustive());
  const { tally, isComplete } = exploration;
  const found = ANOMALIES.flatMap((name) => {
    const { schedules } = tally.findings[name];
    return schedules === 0 ? [] : [[name, schedules] as const];
  });
  return {
    use,
    executed: tally.executed,
    found: Object.fromEntries(found),
    isComplete,
    isStopped: watching.shouldStop(),
    isReduced,
    problem: tally.listProblems()[0]?.message ?? null,
  };
}
