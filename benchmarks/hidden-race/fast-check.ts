/** How many seeds find the race that something else stands in front of: fast-check. */
import fc from 'fast-check';
import type { Contender } from '../contender.ts';
import { timed } from '../contender.ts';
import { endsStale } from '../mocked-servers.ts';
import type { SeedOptions } from './seeds.ts';
import { countSeeds } from './seeds.ts';
import { pausingCacheAside } from './strategy.ts';

export async function fastCheckSeeds(options: SeedOptions): Promise<Contender> {
  const strategy = pausingCacheAside(options.pause);
  const property = fc.asyncProperty(
    fc.scheduler(),
    async (scheduler) => !(await endsStale(scheduler, strategy.create({}))),
  );
  const isFoundBy = async (seed: number): Promise<boolean> =>
    (await fc.check(property, { seed, numRuns: options.schedules })).failed;
  return { round: () => timed(() => countSeeds(options, isFoundBy)), async close() {} };
}
