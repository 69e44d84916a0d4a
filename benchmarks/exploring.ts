/** What `stalemate run` does with one scenario and one strategy, policy `random`: judging, rechecks and observer too. */
import type { Workers } from '../cli/workers.ts';
import type { Engine } from '../harness/engines/engine.ts';
import { explore } from '../harness/exploration/explore.ts';
import { policies } from '../harness/exploration/policies/registry.ts';
import type { Tally } from '../harness/exploration/verdict/tally.ts';
import { planRun } from '../harness/scheduler/plan.ts';
import type { Strategy } from '../strategies/strategy.ts';
import { scenarioOf } from './scenario.ts';

export interface Exploring {
  readonly strategy: Strategy;
  readonly engine: Engine;
  readonly seed: number;
  readonly schedules: number;
  /** Threads that help; they know the built-in strategies. */
  readonly workers?: Workers;
}

/** @throws when a run ended without a verdict: its speed would mean nothing */
export async function exploreRandomly(exploring: Exploring): Promise<Tally> {
  const { strategy, engine, seed, schedules, workers } = exploring;
  const { name } = strategy;
  const scenario = scenarioOf(seed, schedules);
  const helpers = workers?.helpersFor({ scenario, use: { use: name, as: name, with: {} } });
  const { tally } = await explore({
    plan: planRun(scenario, name, strategy, strategy.options?.parse({}) ?? {}),
    engine,
    policy: policies.random(scenario.explore),
    maxRuns: schedules,
    sampleSize: 0,
    shouldStop: () => false,
    isOverTime: () => false,
    ...(helpers === undefined ? {} : { helpers }),
  });
  const [problem] = tally.listProblems();
  if (problem !== undefined) throw new Error(problem.message);
  return tally;
}

/** In how many schedules the cache still held the old value when all was over. */
export function staleSchedules(tally: Tally): number {
  return tally.findings['stale-at-rest'].schedules;
}
