/** What `stalemate advise` found out, as one document: what the terminal and the report show, and `--json`. */
import type { Standing } from '../advice/point.ts';
import type { Shape } from '../advice/shape.ts';
import type { AdviceVerdict, Range } from '../advice/sweep.ts';
import type { PairedDifference } from '../statistics/batch-means.ts';
import type { Rate } from './timed.ts';

export const ADVICE_SCHEMA_VERSION = 1;

export interface Advice {
  readonly schemaVersion: typeof ADVICE_SCHEMA_VERSION;
  readonly stalemate: string;
  /** met: some strategy, at some value, meets the target. */
  readonly verdict: AdviceVerdict;
  readonly exitCode: number;
  readonly scenario: string;
  readonly file: string;
  readonly seed: number;
  /** Of each value, and how many virtual milliseconds each measures. */
  readonly runs: number;
  readonly durationMs: number;
  /** The largest share of stale reads that meets it: compared with the upper end of the interval at `confidence`. */
  readonly target: { readonly metric: 'stale_read_rate'; readonly max: number; readonly confidence: number };
  /** Ctrl-C: what is here is what was done. */
  readonly isInterrupted: boolean;
  readonly sweeps: readonly SweepAdvice[];
  /** Best first. */
  readonly ranking: readonly RankedAdvice[];
}

export interface SweepAdvice {
  readonly strategy: string;
  /** Null: it has no option to sweep, and was measured as it is. */
  readonly option: string | null;
  readonly range: Range | null;
  readonly verdict: AdviceVerdict;
  readonly isComplete: boolean;
  /** What more of the option does to the stale reads. */
  readonly shape: Shape;
  /** The ends of the values that meet the target. */
  readonly smallest: string | null;
  readonly largest: string | null;
  /** The one of them that costs less. */
  readonly cheapest: string | null;
  /** Values at odds with that, by chance or not. */
  readonly exceptions: readonly string[];
  /** The value that is nearest to being told, and how many more reads, or how many runs in all, would probably do that. */
  readonly open: { readonly value: string | null; readonly moreReads: number; readonly runs: number } | null;
  /** The trade-off curve. */
  readonly curve: readonly CurvePoint[];
}

export interface CurvePoint {
  readonly value: string | null;
  readonly valueMs: number | null;
  readonly standing: Standing;
  readonly problem: string | null;
  readonly moreReads: number | null;
  /** Against the value before, in the same runs. */
  readonly change: PairedDifference | null;
  readonly rates: Readonly<Record<CostMetric, Rate>>;
}

/** What is traded, one for the other. */
export const COSTS = [
  'stale_read_rate',
  'mysql_reads_per_read',
  'mysql_qps',
  'write_latency_mean',
  'read_latency_mean',
  'hit_rate',
] as const;
export type CostMetric = (typeof COSTS)[number];

export interface RankedAdvice {
  readonly strategy: string;
  readonly option: string | null;
  /** The value that stands for it: the cheaper end of those that meet the target, else the one with the fewest stale reads. */
  readonly value: string | null;
  readonly meets: boolean;
  /** 1: the Pareto front. */
  readonly front: number;
  readonly dominatedBy: readonly string[];
  /** What it was ranked by. */
  readonly costs: { readonly staleAtMost: number; readonly mysqlReadsPerRead: number; readonly writeMs: number };
}
