/** Schedules on the embedded engine, explored as `stalemate run --on embedded --workers N` does. */
import { Workers } from '../../cli/workers.ts';
import { embeddedEngine } from '../../harness/engines/embedded/engine.ts';
import { cacheAside } from '../../strategies/cache-aside.ts';
import type { Contender } from '../contender.ts';
import { timed } from '../contender.ts';
import { exploreRandomly, staleSchedules } from '../exploring.ts';

export interface ScheduleOptions {
  readonly schedules: number;
  /** The main thread among them. */
  readonly threads: number;
}

export async function stalemateSchedules({ schedules, threads }: ScheduleOptions): Promise<Contender> {
  const workers = new Workers(threads - 1);
  const exploring = { strategy: cacheAside, engine: embeddedEngine, schedules, workers };
  let seed = 0;
  return {
    round: () =>
      timed(async () => {
        const tally = await exploreRandomly({ ...exploring, seed: ++seed });
        return { done: tally.executed, found: staleSchedules(tally) };
      }),
    close: () => workers.close(),
  };
}
