/**
 * Steps on real servers, explored as `stalemate run --on real` does. The time includes everything that a run needs
 * around its steps: rows and keys of its own, put back afterwards, and what each commit left, read from MySQL.
 */
import { openRealEngine } from '../../harness/engines/real/engine.ts';
import { cacheAside } from '../../strategies/cache-aside.ts';
import type { Contender } from '../contender.ts';
import { timed } from '../contender.ts';
import { exploreRandomly, staleSchedules } from '../exploring.ts';
import type { StepOptions } from './steps.ts';
import { SEED } from './steps.ts';
import { recordWorkload } from './workload.ts';

export async function stalemateSteps({ servers, concurrency, schedules }: StepOptions): Promise<Contender> {
  const workload = await recordWorkload(SEED, schedules);
  const engine = await openRealEngine(servers, { concurrency });
  if (engine.concurrency !== concurrency) {
    const affordable = engine.concurrency;
    await engine.close();
    throw new Error(
      `MySQL has connections for ${affordable} runs at once, not for ${concurrency}: raise max_connections`,
    );
  }
  return {
    round: () =>
      timed(async () => {
        const tally = await exploreRandomly({ strategy: cacheAside, engine, seed: SEED, schedules });
        const executed = tally.executed + tally.rechecked;
        if (executed !== workload.runs.length) {
          throw new Error(`${executed} runs were executed, expected ${workload.runs.length}`);
        }
        return { done: workload.steps, found: staleSchedules(tally) };
      }),
    close: async () => engine.close(),
  };
}
