/** One cell of the matrix, fuzzed: what `exploreCell` says of it, the distinct failures, and what was never tried. */
import { explain, record } from '../../explanation/trace.ts';
import type { CellResult, Counterexample, FailureResult, ReplayedFailure } from '../../result.ts';
import type { CellOptions } from '../cell.ts';
import { exploreCell } from '../cell.ts';
import { coverageOf } from '../coverage/coverage.ts';
import type { Failure } from '../failures/distil.ts';
import { Distillery } from '../failures/distil.ts';
import { SameChoices } from '../replay.ts';
import { scheduleOf } from '../schedule.ts';
import type { Observations } from './observations.ts';
import type { Fuzzed, FuzzOptions } from './rounds.ts';
import { fuzz } from './rounds.ts';

export interface FuzzCellOptions
  extends Omit<CellOptions, 'helpers' | 'explore' | 'replayCommand'>,
    Pick<FuzzOptions, 'helpersFor'> {
  /** Ends the cell after the round in which it had found so many distinct failures; null for no bound. */
  readonly maxFailures: number | null;
  /** What became of failures saved by earlier sessions. */
  readonly replayed: readonly ReplayedFailure[];
  /** Failures that are no news. */
  readonly isKnown: (fingerprint: string) => boolean;
  /** Called between batches. */
  readonly onObserved: (observations: Observations) => void;
  /** Writes a failure down where it can be replayed from. */
  readonly save: (failure: Failure, counterexample: Counterexample) => Promise<Saved>;
  readonly replayCommand: CellOptions['replayCommand'];
}

export interface Saved {
  /** Null where nothing is saved. */
  readonly file: string | null;
  /** The command that runs it again. */
  readonly replay: string;
}

export async function fuzzCell(options: FuzzCellOptions): Promise<CellResult> {
  const { plan, engines, maxFailures } = options;
  const distillery = new Distillery(plan, engines.engine);
  const isEnough = async ({ failures }: Observations): Promise<boolean> =>
    maxFailures !== null && (await distillery.distil(failures.list())).length >= maxFailures;
  let fuzzed: Fuzzed | null = null;
  const cell = await exploreCell({
    ...options,
    explore: async (exploring) => {
      const { helpersFor, onObserved } = options;
      fuzzed = await fuzz({ ...exploring, helpersFor, onObserved, isEnough });
      return fuzzed;
    },
  });
  const { observations, tally } = fuzzed!;
  const failures = await distillery.distil(observations.failures.list());
  const failing = observations.failures.failing;
  const results: FailureResult[] = [];
  for (const failure of failures) results.push(await resultOf(options, failure));
  return {
    ...cell,
    fuzz: {
      failures: results,
      failing,
      unsorted: failing - failures.reduce((sum, { schedules }) => sum + schedules, 0),
      replayed: options.replayed,
      coverage: coverageOf(observations.handOffs, plan.scenario.actors, tally.executed),
    },
    durationMs: Math.round(options.elapsedMs()),
  };
}

async function resultOf(options: FuzzCellOptions, failure: Failure): Promise<FailureResult> {
  const { fingerprint, anomaly, minimal, schedules, ways, foundAt, foundBy } = failure;
  const recorded = await record(minimal.plan, options.engines.engine, new SameChoices(minimal.indices));
  const explained = explain(recorded, anomaly);
  if (explained === null) throw new Error(`a shrunk ${anomaly} does not show it any more`);
  const found: Counterexample = {
    schedule: scheduleOf(recorded.run),
    steps: recorded.run.steps.slice(0, recorded.run.observedFrom).map(({ label }) => label),
    because: explained.because,
    replay: options.replayCommand(scheduleOf(recorded.run)),
    trace: explained.trace,
  };
  const { file, replay } = await options.save(failure, found);
  return {
    fingerprint,
    anomaly,
    schedules,
    ways,
    foundAt: foundAt + 1,
    foundBy,
    isNew: !options.isKnown(fingerprint),
    saved: file,
    counterexample: { ...found, replay },
  };
}
