/** Schedules on the embedded engine, explored as `stalemate run --on embedded` does. */
import { embeddedEngine } from '../../harness/engines/embedded/engine.ts';
import { cacheAside } from '../../strategies/cache-aside.ts';
import type { Contender } from '../contender.ts';
import { timed } from '../contender.ts';
import { exploreRandomly, staleSchedules } from '../exploring.ts';
import { planOf } from '../scenario.ts';

export async function stalemateSchedules({ schedules }: { readonly schedules: number }): Promise<Contender> {
  const plan = planOf(cacheAside);
  let seed = 0;
  return {
    round: () =>
      timed(async () => {
        const tally = await exploreRandomly(plan, embeddedEngine, ++seed, schedules);
        return { done: tally.executed, found: staleSchedules(tally) };
      }),
    async close() {},
  };
}
