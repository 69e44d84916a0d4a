/** How many seeds find the race that something else stands in front of: Stalemate. */
import { embeddedEngine } from '../../harness/engines/embedded/engine.ts';
import type { Contender } from '../contender.ts';
import { timed } from '../contender.ts';
import { exploreRandomly, staleSchedules } from '../exploring.ts';
import { planOf } from '../scenario.ts';
import type { SeedOptions } from './seeds.ts';
import { countSeeds } from './seeds.ts';
import { pausingCacheAside } from './strategy.ts';

export async function stalemateSeeds(options: SeedOptions): Promise<Contender> {
  const plan = planOf(pausingCacheAside(options.pause));
  const isFoundBy = async (seed: number): Promise<boolean> =>
    staleSchedules(await exploreRandomly(plan, embeddedEngine, seed, options.schedules)) > 0;
  return { round: () => timed(() => countSeeds(options, isFoundBy)), async close() {} };
}
