/** From the runs of a cell to its figures. */
import type { PairedMetric, Rate, TimedDifference, TimedResult } from '../result.ts';
import { PAIRED_METRICS } from '../result.ts';
import type { CellResult } from '../result.ts';
import { pairedDifference } from '../statistics/batch-means.ts';
import type { Cluster, Interval } from '../statistics/interval.ts';
import { rounded } from '../statistics/interval.ts';
import { rateInterval } from '../statistics/rate.ts';
import { windows } from './estimate.ts';
import { LogHistogram, valueOf } from '../statistics/log-histogram.ts';
import { type RunData, VISIBILITY_ENDS_MS } from './measures.ts';
import { METRIC_NAMES, metrics } from './metrics.ts';
import type { LoadPlan } from './plan.ts';

export const CONFIDENCE = 0.95;

export function ratesOf(runs: readonly RunData[], seed: number): Record<string, Rate> {
  return Object.fromEntries(
    METRIC_NAMES.map((name) => {
      const { unit, estimate } = metrics[name];
      const { value, interval, samples } = estimate(runs, { confidence: CONFIDENCE, seed });
      return [
        name,
        {
          value: value === null ? null : rounded(value),
          interval: interval && roundedInterval(interval),
          samples,
          unit,
        },
      ];
    }),
  );
}

/** The values alone, of what could be measured. */
export function valuesOf(rates: Readonly<Record<string, Rate>>): Record<string, number> {
  return Object.fromEntries(
    Object.entries(rates).flatMap(([name, { value }]) => (value === null ? [] : [[name, value]])),
  );
}

export function timedResultOf(runs: readonly RunData[], load: LoadPlan, seed: number): TimedResult {
  const sum = (of: (run: RunData) => number): number => runs.reduce((total, run) => total + of(run), 0);
  const all = new Uint32Array(runs.length).fill(1);
  const behind = LogHistogram.of(...runs.map(({ histograms }) => histograms.versionsBehind)).toData();
  return {
    durationMs: load.durationMs,
    warmupMs: load.warmupMs,
    runs: runs.length,
    steps: sum(({ sums }) => sums.steps),
    reads: sum(({ sums }) => sums.reads),
    writes: sum(({ sums }) => sums.writes),
    visibility: visibilityOf(runs, seed),
    staleWindows: windows(runs, all).map(([ms, share]) => [rounded(ms), rounded(share)]),
    versionsBehind: behind.buckets.map(([bucket, reads]) => [Math.max(1, Math.round(valueOf(bucket))), reads]),
    perRun: Object.fromEntries(
      PAIRED_METRICS.map((name) => [name, runs.map((run) => rounded(valueIn(run, name)))]),
    ) as unknown as TimedResult['perRun'],
  };
}

/** What one run alone says. */
function valueIn(run: RunData, name: PairedMetric): number {
  return metrics[name].estimate([run], { confidence: CONFIDENCE, seed: 0 }).value ?? 0;
}

function visibilityOf(runs: readonly RunData[], seed: number): TimedResult['visibility'] {
  return VISIBILITY_ENDS_MS.flatMap((upToMs, bin) => {
    const clusters = runs.map(({ visibility }): Cluster => [visibility[bin]![1], visibility[bin]![0]]);
    const interval = rateInterval(clusters, CONFIDENCE, seed);
    if (interval === null) return [];
    const reads = clusters.reduce((sum, [, d]) => sum + d, 0);
    const seen = clusters.reduce((sum, [n]) => sum + n, 0);
    return [{ upToMs: upToMs === Infinity ? null : upToMs, reads, seen, interval: roundedInterval(interval) }];
  });
}

/** How each strategy of a scenario differs from the first one, run by run. */
export function differencesOf(cells: readonly CellResult[]): TimedDifference[] {
  const first = new Map<string, CellResult>();
  return cells.flatMap((cell) => {
    if (cell.timed === undefined) return [];
    const base = first.get(cell.scenario);
    if (base === undefined) {
      first.set(cell.scenario, cell);
      return [];
    }
    return PAIRED_METRICS.flatMap((metric) => {
      const [one, other] = [cell.timed!.perRun[metric], base.timed!.perRun[metric]];
      if (one.length !== other.length) return [];
      const paired = pairedDifference(one, other, CONFIDENCE);
      if (paired === null) return [];
      return [
        {
          scenario: cell.scenario,
          metric,
          strategy: cell.strategy,
          than: base.strategy,
          difference: rounded(paired.difference),
          interval: roundedInterval(paired.interval),
          pairs: paired.pairs,
        },
      ];
    });
  });
}

function roundedInterval([low, high]: Interval): Interval {
  return [rounded(low), rounded(high)];
}
