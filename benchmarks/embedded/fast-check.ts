/** The same schedules in fast-check: a property over `fc.scheduler()` that counts what it finds instead of failing. */
import fc from 'fast-check';
import { cacheAside } from '../../strategies/cache-aside.ts';
import type { Contender } from '../contender.ts';
import { timed } from '../contender.ts';
import { endsStale } from '../mocked-servers.ts';

export async function fastCheckSchedules({ schedules }: { readonly schedules: number }): Promise<Contender> {
  let seed = 0;
  return {
    round: () =>
      timed(async () => {
        let found = 0;
        const property = fc.asyncProperty(fc.scheduler(), async (scheduler) => {
          if (await endsStale(scheduler, cacheAside.create({ ttl: 60_000, reads: 'primary' }))) found++;
        });
        await fc.assert(property, { seed: ++seed, numRuns: schedules });
        return { done: schedules, found };
      }),
    async close() {},
  };
}
