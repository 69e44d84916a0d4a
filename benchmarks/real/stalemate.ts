/**
 * Steps on real servers, explored as `stalemate run --on real` does. The time includes everything that a run needs
 * around its steps: rows and keys of its own, put back afterwards, and what each commit left, read from MySQL.
 */
import type { Engine } from '../../harness/engines/engine.ts';
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
        let begun = 0;
        const counting: Engine = {
          kind: engine.kind,
          concurrency: engine.concurrency,
          begin: (setup) => {
            begun++;
            return engine.begin(setup);
          },
          close: () => engine.close(),
        };
        const tally = await exploreRandomly({ strategy: cacheAside, engine: counting, seed: SEED, schedules });
        if (begun !== workload.runs.length) {
          throw new Error(`${begun} runs were executed, expected ${workload.runs.length}`);
        }
        return { done: workload.steps, found: staleSchedules(tally) };
      }),
    close: async () => engine.close(),
  };
}
