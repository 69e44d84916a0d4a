/** What policy `timed` adds to a cell: figures that are expected in production, each with an interval. Never counts of schedules. */
import type { Verdict } from '../result.ts';

/** One figure, over all runs of the cell. */
export interface Rate {
  /** Null: there was nothing to measure. */
  readonly value: number | null;
  /** At 95 %. Null where none is known: of a maximum, or from a single run. */
  readonly interval: readonly [low: number, high: number] | null;
  /** Of how many reads, writes, keys or runs it was estimated. */
  readonly samples: number;
  readonly unit: 'share' | 'ms' | 'count' | 'per second' | 'bytes';
}

export interface TimedResult {
  /** Virtual milliseconds of each run: measured, and before that. */
  readonly durationMs: number;
  readonly warmupMs: number;
  readonly runs: number;
  /** Simulated, of all runs. */
  readonly steps: number;
  readonly reads: number;
  readonly writes: number;
  /**
   * The t-visibility curve: of the reads that began so long after the newest acknowledged write of their key had been
   * acknowledged, how many saw it. `upToMs` null: longer than the one before.
   */
  readonly visibility: readonly {
    readonly upToMs: number | null;
    readonly reads: number;
    readonly seen: number;
    readonly interval: readonly [low: number, high: number];
  }[];
  /** [ms, share of stale windows that last longer], by Kaplan and Meier. Empty: nothing was stale. */
  readonly staleWindows: readonly (readonly [ms: number, share: number])[];
  /** [versions behind, stale reads]. */
  readonly versionsBehind: readonly (readonly [versions: number, reads: number])[];
  /** Run by run, in their order: run n of every strategy of a scenario meets the same arrivals, keys and latencies. */
  readonly perRun: Readonly<Record<PairedMetric, readonly number[]>>;
}

/** The figures by which strategies are compared run by run. */
export const PAIRED_METRICS = [
  'stale_read_rate',
  'mysql_reads_per_read',
  'hit_rate',
  'read_latency_mean',
  'write_latency_mean',
] as const;
export type PairedMetric = (typeof PAIRED_METRICS)[number];

/** How a strategy differs from the first one of its scenario, in the same runs. */
export interface TimedDifference {
  readonly scenario: string;
  readonly metric: PairedMetric;
  readonly strategy: string;
  /** The one that it is compared with. */
  readonly than: string;
  /** What `strategy` has more. */
  readonly difference: number;
  readonly interval: readonly [low: number, high: number];
  readonly pairs: number;
}

export interface ThresholdResult {
  readonly metric: string;
  readonly strategy: string;
  /** One of the two. Shares are numbers from 0 to 1, times are milliseconds. */
  readonly max?: number;
  readonly min?: number;
  readonly confidence: number;
  readonly value: number | null;
  /** At `confidence`. */
  readonly interval: readonly [low: number, high: number] | null;
  readonly samples: number;
  readonly verdict: Verdict;
  /** Why, when it did not pass. */
  readonly because?: string;
}
