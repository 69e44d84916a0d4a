/** Fuzzes one cell for the command line: first what failed in earlier sessions, then what nobody has tried. */
import type { Engines } from '../../harness/exploration/cell.ts';
import { fuzzCell } from '../../harness/exploration/fuzz/fuzz-cell.ts';
import type { RecordedEngine } from '../../harness/exploration/replay/trace-file.ts';
import type { CellResult } from '../../harness/result.ts';
import type { ExplorePlan, Scenario } from '../../harness/scenario.ts';
import type { Fuzzed } from '../../harness/exploration/fuzz/rounds.ts';
import type { RunPlan } from '../../harness/scheduler/plan.ts';
import { planRun } from '../../harness/scheduler/plan.ts';
import type { Session } from '../execute.ts';
import { thousands } from '../progress.ts';
import { enginesFor } from '../engines.ts';
import type { WriteFile } from '../replay/keep.ts';
import { keeperOf } from '../replay/keep.ts';
import type { ResolvedStrategy } from '../strategies.ts';
import type { Budget } from './budget.ts';
import type { SavedFailure } from './corpus.ts';
import { keepInCorpus, replaySaved } from './corpus.ts';

export interface FuzzJob {
  readonly scenario: Scenario;
  readonly strategy: ResolvedStrategy;
  /** What was found elsewhere: then nothing is explored here. */
  readonly found?: (plan: RunPlan) => Fuzzed;
}

/** What all cells of a session share. */
export interface FuzzContext {
  readonly engines: Engines;
  readonly recordedOn: RecordedEngine;
  /** The folder of saved failures, and those in it. */
  readonly corpus: string;
  readonly saved: readonly SavedFailure[];
  /** How a file of that folder comes to be. */
  readonly write: WriteFile;
  readonly isKnown: (fingerprint: string) => boolean;
}

export async function fuzzJob(
  job: FuzzJob,
  { workers, progress, shouldStop }: Session,
  budget: Budget,
  { engines, recordedOn, corpus, saved, write, isKnown }: FuzzContext,
): Promise<CellResult> {
  const began = performance.now();
  const { strategy, scenario: whole } = job;
  const { use } = strategy;
  const { runs, timeMs, maxFailures } = budget;
  const scenario = { ...whole, explore: { ...whole.explore, runs, timeMs } };
  const keeping = { scenario, use, engine: recordedOn, directory: null };
  progress.beginCell(`${use.as} × ${scenario.name}`);
  const plan = planRun(scenario, use.as, strategy.strategy, strategy.options);
  const result = await fuzzCell({
    plan,
    strategyTitle: strategy.strategy.title,
    engines: enginesFor(plan, engines),
    shard: null,
    maxFailures,
    ...(job.found === undefined ? {} : { fuzzed: job.found(plan) }),
    isKnown,
    replayed: await replaySaved(job, engines.engine, saved, isKnown),
    helpersFor: (part) => workers.helpersFor({ scenario, use, part }),
    keep: keeperOf(keeping),
    keepFailure: keepInCorpus(corpus, keeping, write),
    onObserved: ({ failures, handOffs }) =>
      progress.note(`${thousands(failures.failing)} failing · ${handOffs.seen.size} hand-offs`),
    onProgress: (state) => progress.update(state),
    shouldStop,
    elapsedMs: () => performance.now() - began,
  });
  progress.endCell(result.schedules.executed);
  return result;
}

/** The file's exploration is not asked: only its seed and its bound on steps hold for fuzzing too. */
export function forFuzzing(scenario: Scenario, policy: ExplorePlan['policy'], seed: number | null): Scenario {
  const { explore } = scenario;
  return {
    ...scenario,
    explore: { ...explore, policy, reduction: 'none', schedule: [], seed: seed ?? explore.seed },
  };
}
