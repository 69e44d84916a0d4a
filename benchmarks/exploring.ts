/** What `stalemate run` does with one scenario and one strategy, policy `random`: judging, rechecks and observer too. */
import type { Engine } from '../harness/engines/engine.ts';
import { explore } from '../harness/exploration/explore.ts';
import { Random } from '../harness/exploration/random.ts';
import type { Tally } from '../harness/exploration/tally.ts';
import type { RunPlan } from '../harness/scheduler/plan.ts';

/** @throws when a run ended without a verdict: its speed would mean nothing */
export async function exploreRandomly(plan: RunPlan, engine: Engine, seed: number, schedules: number): Promise<Tally> {
  const { tally } = await explore({
    plan,
    engine,
    policy: new Random(seed, schedules),
    maxRuns: schedules,
    sampleSize: 0,
    shouldStop: () => false,
    isOverTime: () => false,
  });
  const [problem] = tally.listProblems();
  if (problem !== undefined) throw new Error(problem.message);
  return tally;
}

/** In how many schedules the cache still held the old value when all was over. */
export function staleSchedules(tally: Tally): number {
  return tally.findings['stale-at-rest'].schedules;
}
