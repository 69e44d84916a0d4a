/**
 * The steps of a fixed set of schedules, observer and rechecks included. They are recorded on the embedded engine, which
 * answers as the servers do, so both sides know before they begin what there is to do.
 */
import { embeddedEngine } from '../../harness/engines/embedded/engine.ts';
import type { Engine, EngineRun, Request, StoreState } from '../../harness/engines/engine.ts';
import { cacheAside } from '../../strategies/cache-aside.ts';
import { exploreRandomly, staleSchedules } from '../exploring.ts';
import { OLD_VALUE } from '../scenario.ts';

export interface Workload {
  /** For each run, what it asks of the stores, in the schedule's order. */
  readonly runs: readonly (readonly Request[])[];
  readonly steps: number;
  /** How many of the runs end with the old value in the cache, second executions included. */
  readonly staleRuns: number;
  /** How many of the schedules do. */
  readonly staleSchedules: number;
}

export async function recordWorkload(seed: number, schedules: number): Promise<Workload> {
  const runs: Request[][] = [];
  let staleRuns = 0;
  const engine = recording(runs, () => staleRuns++);
  const tally = await exploreRandomly({ strategy: cacheAside, engine, seed, schedules });
  const steps = runs.reduce((total, run) => total + run.length, 0);
  return { runs, steps, staleRuns, staleSchedules: staleSchedules(tally) };
}

function recording(runs: Request[][], onStale: () => void): Engine {
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
      run.end = () => {
        if ((run.inspect() as StoreState).redis['item:1']?.value === OLD_VALUE) onStale();
      };
      return run;
    },
  };
}
