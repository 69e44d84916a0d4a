/** Points as runs would give them, from how many of a million reads were stale in each run. */
import type { Rate } from '../../result.ts';
import { PAIRED_METRICS } from '../../result.ts';
import type { Point, Standing } from '../point.ts';

export interface Sketch {
  readonly standing: Standing;
  /** Run by run. */
  readonly perRun: readonly number[];
  readonly mysql?: number;
  readonly writeMs?: number;
  readonly moreReads?: number | null;
}

export function point(valueMs: number, { standing, perRun, mysql = 1, writeMs = 1, moreReads = null }: Sketch): Point {
  const rate = (value: number): Rate => ({ value, interval: [value, value], samples: 1000, unit: 'count' });
  const mean = perRun.reduce((sum, share) => sum + share, 0) / perRun.length;
  return {
    valueMs,
    standing,
    rates: { stale_read_rate: rate(mean), mysql_reads_per_read: rate(mysql), write_latency_mean: rate(writeMs) },
    perRun: Object.fromEntries(PAIRED_METRICS.map((name) => [name, perRun])) as unknown as Point['perRun'],
    moreReads,
    problem: null,
  };
}
