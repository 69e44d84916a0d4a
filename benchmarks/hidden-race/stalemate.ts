/** How many seeds find the race that something else stands in front of: Stalemate. */
import { embeddedEngine } from '../../harness/engines/embedded/engine.ts';
import type { Contender } from '../contender.ts';
import { timed } from '../contender.ts';
import { exploreRandomly, staleSchedules } from '../exploring.ts';
import type { SeedOptions } from './seeds.ts';
import { countSeeds } from './seeds.ts';
import { pausingCacheAside } from './strategy.ts';

export async function stalemateSeeds(options: SeedOptions): Promise<Contender> {
  const { pause, schedules } = options;
  const exploring = { strategy: pausingCacheAside(pause), engine: embeddedEngine, schedules };
  const isFoundBy = async (seed: number): Promise<boolean> =>
    staleSchedules(await exploreRandomly({ ...exploring, seed })) > 0;
  return { round: () => timed(() => countSeeds(options, isFoundBy)), async close() {} };
}
