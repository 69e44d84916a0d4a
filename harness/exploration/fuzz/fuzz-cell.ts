/** One cell of the matrix, fuzzed: what `exploreCell` says of it, the distinct failures, and what was never tried. */
import type { CellResult, ReplayedFailure } from '../../result.ts';
import type { CellOptions } from '../cell.ts';
import { exploreCell } from '../cell.ts';
import { coverageOf } from '../coverage/coverage.ts';
import { Distillery } from '../failures/distil.ts';
import type { FailureContext } from '../failures/result.ts';
import { failureResult } from '../failures/result.ts';
import { inOrder } from '../execution/in-order.ts';
import type { Observations } from './observations.ts';
import type { Fuzzed, FuzzOptions } from './rounds.ts';
import { fuzz } from './rounds.ts';

type FuzzHooks = Pick<FuzzOptions, 'helpersFor' | 'onObserved'>;

export interface FuzzCellOptions extends Omit<CellOptions, 'helpers' | 'explore'>, FuzzHooks, FailureContext {
  /** Ends the cell after the round in which it had found so many distinct failures; null for no bound. */
  readonly maxFailures: number | null;
  /** What was found elsewhere: there is nothing left but to say what it comes to. */
  readonly fuzzed?: Fuzzed;
  /** What became of failures saved by earlier sessions. */
  readonly replayed: readonly ReplayedFailure[];
}

export async function fuzzCell(options: FuzzCellOptions): Promise<CellResult> {
  const { plan, engines, maxFailures, helpersFor, onObserved } = options;
  const distillery = new Distillery(plan, engines.engine);
  const isEnough = async ({ failures }: Observations): Promise<boolean> =>
    maxFailures !== null && (await distillery.distil(failures.kinds)).length >= maxFailures;
  let fuzzed: Fuzzed | null = null;
  const cell = await exploreCell({
    ...options,
    explore: async (exploring) => {
      fuzzed = options.fuzzed ?? (await fuzz({ ...exploring, helpersFor, onObserved, isEnough }));
      return fuzzed;
    },
  });
  const { observations, tally } = fuzzed!;
  const failures = await distillery.distil(observations.failures.kinds);
  const { failing } = observations.failures;
  return {
    ...cell,
    // A sample that does not show what is possible says nothing; that is for `run` to judge.
    expectations: cell.expectations.filter(({ is }) => is === 'never'),
    fuzz: {
      failures: await inOrder(failures, (failure) => failureResult(failure, options)),
      failing,
      unsorted: failing - failures.reduce((sum, { schedules }) => sum + schedules, 0),
      replayed: options.replayed,
      coverage: coverageOf(observations.handOffs, plan.scenario.actors, tally.executed),
    },
    durationMs: Math.round(options.elapsedMs()),
  };
}
