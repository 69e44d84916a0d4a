/**
 * The steps of a fixed set of schedules, observer and rechecks included. They are recorded on the embedded engine, which
 * answers as the servers do, so both sides know before they begin what there is to do.
 */
import { embeddedEngine } from '../../harness/engines/embedded/engine.ts';
import type { Engine, EngineRun, Request } from '../../harness/engines/engine.ts';
import { cacheAside } from '../../strategies/cache-aside.ts';
import { exploreRandomly } from '../exploring.ts';

export interface Workload {
  /** For each run, what it asks of the stores, in the schedule's order. */
  readonly runs: readonly (readonly Request[])[];
  readonly steps: number;
}

export async function recordWorkload(seed: number, schedules: number): Promise<Workload> {
  const runs: Request[][] = [];
  await exploreRandomly({ strategy: cacheAside, engine: recording(runs), seed, schedules });
  return { runs, steps: runs.reduce((total, run) => total + run.length, 0) };
}

function recording(runs: Request[][]): Engine {
  return {
    ...embeddedEngine,
    begin(setup) {
      const run = embeddedEngine.begin(setup) as EngineRun;
      const requests: Request[] = [];
      runs.push(requests);
      const execute = run.execute.bind(run);
      run.execute = (step) => {
        requests.push(step.request);
        return execute(step);
      };
      return run;
    },
  };
}
