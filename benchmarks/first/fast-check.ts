/** Schedules to the first stale one: fast-check. */
import fc from 'fast-check';
import { cacheAside } from '../../strategies/cache-aside.ts';
import type { Contender } from '../contender.ts';
import { timed } from '../contender.ts';
import { endsStale } from '../mocked-servers.ts';
import type { FirstOptions } from './counts.ts';
import { countFirsts, SCHEDULES_MAX } from './counts.ts';

export async function fastCheckFirsts(options: FirstOptions): Promise<Contender> {
  const property = fc.asyncProperty(
    fc.scheduler(),
    async (scheduler) =>
      !(await endsStale(scheduler, cacheAside.create({ ttl: 60_000, reads: 'primary' }), options.readers)),
  );
  const firstOf = async (seed: number): Promise<number> => {
    const { failed, numRuns } = await fc.check(property, { seed, numRuns: SCHEDULES_MAX, endOnFailure: true });
    return failed ? numRuns : Infinity;
  };
  return { round: () => timed(() => countFirsts(options, firstOf)), async close() {} };
}
