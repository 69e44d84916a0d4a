/** Schedules to the first stale one: Stalemate, by any policy. Executed one after the other, on one thread. */
import { factsOf } from '../../harness/checkers/facts.ts';
import { staleAtRest } from '../../harness/checkers/stale-at-rest.ts';
import { embeddedEngine } from '../../harness/engines/embedded/engine.ts';
import { executeNow } from '../../harness/exploration/execution/execute.ts';
import { inMacrotask } from '../../harness/exploration/execution/macrotask.ts';
import type { Policy } from '../../harness/exploration/policies/policy.ts';
import { policies } from '../../harness/exploration/policies/registry.ts';
import type { ExplorePlan } from '../../harness/scenario.ts';
import { installGuard } from '../../harness/scheduler/guard.ts';
import type { RunPlan } from '../../harness/scheduler/plan.ts';
import { planRun } from '../../harness/scheduler/plan.ts';
import { cacheAside } from '../../strategies/cache-aside.ts';
import type { Contender } from '../contender.ts';
import { timed } from '../contender.ts';
import { scenarioOf } from '../scenario.ts';
import type { FirstOptions } from './counts.ts';
import { countFirsts, SCHEDULES_MAX } from './counts.ts';

export interface PolicyOptions extends FirstOptions {
  readonly policy: ExplorePlan['policy'];
  readonly depth: number;
}

export async function stalemateFirsts(options: PolicyOptions): Promise<Contender> {
  const { policy, depth, readers } = options;
  const scenario = scenarioOf(1, SCHEDULES_MAX, readers);
  const plan = planRun(scenario, cacheAside.name, cacheAside, { ttl: 60_000 });
  const firstOf = (seed: number): Promise<number> =>
    inMacrotask(() => firstStale(plan, { ...scenario.explore, policy, depth, seed }));
  installGuard();
  return { round: () => timed(() => countFirsts(options, firstOf)), async close() {} };
}

function firstStale(plan: RunPlan, explore: ExplorePlan): number {
  const policy: Policy = policies[explore.policy](explore);
  for (let executed = 1; executed <= SCHEDULES_MAX; executed++) {
    const picker = policy.next();
    if (picker === null) break;
    const run = executeNow(plan, embeddedEngine, picker, false);
    policy.ended(picker);
    if (run.problem !== null) throw new Error(run.problem.message);
    if (staleAtRest.check(factsOf(run)).kind === 'violation') return executed;
  }
  return Infinity;
}
