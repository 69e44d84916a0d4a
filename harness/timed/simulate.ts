/** Executes single runs on the embedded engine. */
import { embeddedEngine } from '../engines/embedded/engine.ts';
import { NotEmbedded } from '../engines/embedded/not-embedded.ts';
import type { EngineRun } from '../engines/engine.ts';
import { inMacrotask } from '../exploration/execution/macrotask.ts';
import { installGuard } from '../scheduler/guard.ts';
import type { RunProblem } from '../scheduler/problems.ts';
import type { RunData } from './measures.ts';
import { TimedRun, type TimedPlan, timedSetup } from './timed-run.ts';

export type Simulated = { readonly data: RunData } | { readonly problem: RunProblem };

/** So many steps, then others may do something: progress, and Ctrl-C. */
const SLICE = 20_000;

export interface SimulateOptions {
  /** Told how much of the run is done, from 0 to 1, now and then; true ends it. */
  readonly onSlice?: (progress: number) => boolean;
  /** Runs the code of each slice, and sees what it makes. */
  readonly watch?: (code: () => void) => void;
}

/** @returns null when it was told to end */
export async function simulate(
  timed: TimedPlan,
  number: number,
  { onSlice = () => false, watch = (code) => code() }: SimulateOptions = {},
): Promise<Simulated | null> {
  installGuard();
  const time = { now: 0 };
  const run = new TimedRun(timed, embeddedEngine.begin(timedSetup(timed, time)) as EngineRun, time, number);
  let isOver = false;
  while (!isOver) {
    if (onSlice(run.progress)) return null;
    await inMacrotask(() =>
      watch(() => {
        try {
          isOver = run.slice(SLICE);
        } catch (error) {
          if (!(error instanceof NotEmbedded)) throw error;
          run.simulation.fail({ kind: 'engine', message: error.message });
          isOver = true;
        }
      }),
    );
  }
  return run.problem === null ? { data: run.toData() } : { problem: run.problem };
}
