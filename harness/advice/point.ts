/** One value of an option: what the runs under it showed, and whether that meets the target. */
import type { CellResult, PairedMetric, Rate } from '../result.ts';
import { CONFIDENCE } from '../timed/summary.ts';

/**
 * met: the whole interval is at or below the target. missed: it is above. open: the target is within it, so that nobody can tell.
 * failed: there are no figures.
 */
export type Standing = 'met' | 'missed' | 'open' | 'failed';

export interface Point {
  /** Null: the strategy as its scenario has it. */
  readonly valueMs: number | null;
  readonly standing: Standing;
  readonly rates: Readonly<Record<string, Rate>>;
  /** Run by run: run n of every value meets the same arrivals, keys and latencies. */
  readonly perRun: Readonly<Record<PairedMetric, readonly number[]>>;
  /** How many more reads would probably tell, when it is open. Null: no number would, or it is not open. */
  readonly moreReads: number | null;
  /** Why it failed. */
  readonly problem: string | null;
}

export const STALE = 'stale_read_rate';

/** @param max the largest share of stale reads that meets the target */
export function pointOf(valueMs: number | null, cell: CellResult, max: number): Point {
  const rates = cell.rates!;
  const stale = rates[STALE]!;
  const problem = cell.problems[0]?.message ?? (stale.interval === null ? 'no read of it ended' : null);
  const standing = problem === null ? standingOf(stale, max) : 'failed';
  return {
    valueMs,
    standing,
    rates,
    perRun: cell.timed!.perRun,
    moreReads: standing === 'open' ? readsToTell(stale, max) : null,
    problem,
  };
}

function standingOf({ interval }: Rate, max: number): Standing {
  const [low, high] = interval!;
  if (high <= max) return 'met';
  return low > max ? 'missed' : 'open';
}

/**
 * How many reads on top of those that there are, if what was seen goes on: an interval shrinks with the root of their number.
 * Where none was stale, its end is that of the rule of three (statistics/rate.ts). Null: what was seen is the target itself.
 */
export function readsToTell({ value, interval, samples }: Rate, max: number): number | null {
  const [low, high] = interval!;
  const seen = value!;
  if (seen === 0) return Math.max(1, Math.ceil(Math.log(1 - CONFIDENCE) / Math.log1p(-max)) - samples);
  if (seen === max) return null;
  const shrink = seen < max ? (high - seen) / (max - seen) : (seen - low) / (seen - max);
  return Math.max(1, Math.ceil(samples * (shrink ** 2 - 1)));
}
