/** What the runs of a cell say about one figure: its value, and an interval that says how well it is known. */
import { ratioInterval } from '../statistics/batch-means.ts';
import { bootstrapInterval } from '../statistics/bootstrap.ts';
import type { Cluster, Interval } from '../statistics/interval.ts';
import { ratioOf } from '../statistics/interval.ts';
import { type Lifetimes, survivalOf, survivalQuantile } from '../statistics/kaplan-meier.ts';
import { LogHistogram, valueOf } from '../statistics/log-histogram.ts';
import { rateInterval } from '../statistics/rate.ts';
import type { HistogramName, PeakName, RunData, Sums } from './measures.ts';

export interface Estimate {
  /** Null: there was nothing to measure. */
  readonly value: number | null;
  /** Null: not known, as of a maximum, or from a single run. */
  readonly interval: Interval | null;
  /** Of how many reads, writes or runs it was estimated. */
  readonly samples: number;
}

export interface Precision {
  readonly confidence: number;
  readonly seed: number;
}

export type Estimator = (runs: readonly RunData[], precision: Precision) => Estimate;

/** What of a run: a sum of it, by its name, or what is made of it. */
type Of = keyof Sums | ((sums: Sums, run: RunData) => number);

const amountIn = (run: RunData, of: Of): number => (typeof of === 'string' ? run.sums[of] : of(run.sums, run));

const clustersOf = (runs: readonly RunData[], numerator: Of, denominator: Of): Cluster[] =>
  runs.map((run): Cluster => [amountIn(run, numerator), amountIn(run, denominator)]);

/** A share of things that were counted one by one. */
export function share(numerator: Of, denominator: Of): Estimator {
  return (runs, { confidence, seed }) => {
    const clusters = clustersOf(runs, numerator, denominator);
    return {
      value: ratioOf(clusters),
      interval: rateInterval(clusters, confidence, seed),
      samples: clusters.reduce((sum, [, d]) => sum + d, 0),
    };
  };
}

/** A mean, or so much for each of something. */
export function ratio(numerator: Of, denominator: Of, samples: Of = denominator): Estimator {
  return (runs, { confidence }) => {
    const clusters = clustersOf(runs, numerator, denominator);
    return {
      value: ratioOf(clusters),
      interval: ratioInterval(clusters, confidence),
      samples: runs.reduce((sum, run) => sum + amountIn(run, samples), 0),
    };
  };
}

/** Resampling histograms takes longer than resampling sums. */
const RESAMPLES = 400;

/** A quantile of what each run has in a histogram. */
export function quantile(name: HistogramName, q: number): Estimator {
  return (runs, { confidence, seed }) => {
    const all = LogHistogram.of(...runs.map(({ histograms }) => histograms[name]));
    const estimate = (weights: Readonly<Uint32Array>): number | null => weighted(runs, weights, name).quantile(q);
    return {
      value: all.quantile(q),
      interval:
        all.count === 0 ? null : bootstrapInterval(runs.length, estimate, { confidence, seed, resamples: RESAMPLES }),
      samples: all.count,
    };
  };
}

function weighted(runs: readonly RunData[], weights: Readonly<Uint32Array>, name: HistogramName): LogHistogram {
  return LogHistogram.of(
    ...runs.flatMap(({ histograms }, i) => {
      const { buckets, max } = histograms[name];
      const weight = weights[i]!;
      return weight === 0 ? [] : [{ buckets: buckets.map(([b, count]): [number, number] => [b, count * weight]), max }];
    }),
  );
}

/** How long stale windows last, of which some were still open when the run ended. */
export function windowQuantile(q: number): Estimator {
  return (runs, { confidence, seed }) => {
    const ones = new Uint32Array(runs.length).fill(1);
    const estimate = (weights: Readonly<Uint32Array>): number | null => survivalQuantile(windows(runs, weights), q);
    const samples = runs.reduce(
      (sum, { histograms }) => sum + countOf(histograms.staleWindowMs) + countOf(histograms.openWindowMs),
      0,
    );
    return {
      value: estimate(ones),
      interval:
        samples === 0 ? null : bootstrapInterval(runs.length, estimate, { confidence, seed, resamples: RESAMPLES }),
      samples,
    };
  };
}

const countOf = ({ buckets }: { readonly buckets: readonly (readonly [number, number])[] }): number =>
  buckets.reduce((sum, [, count]) => sum + count, 0);

/** The share of stale windows that last longer than a time. */
export function windows(runs: readonly RunData[], weights: Readonly<Uint32Array>): ReturnType<typeof survivalOf> {
  const counts = new Map<number, { ended: number; censored: number }>();
  const add = (name: HistogramName, what: 'ended' | 'censored'): void => {
    for (const [bucket, count] of weighted(runs, weights, name).toData().buckets) {
      const known = counts.get(bucket) ?? { ended: 0, censored: 0 };
      counts.set(bucket, { ...known, [what]: count });
    }
  };
  add('staleWindowMs', 'ended');
  add('openWindowMs', 'censored');
  const lifetimes = [...counts]
    .sort(([one], [other]) => one - other)
    .map(([bucket, known]): Lifetimes => ({ time: valueOf(bucket), ...known }));
  return survivalOf(lifetimes);
}

/** The largest of all. There is no interval of a maximum: with more runs it only grows. */
export function peak(name: PeakName): Estimator {
  return (runs) => ({
    value: runs.length === 0 ? null : Math.max(...runs.map(({ peaks }) => peaks[name])),
    interval: null,
    samples: runs.length,
  });
}

export function largest(name: HistogramName): Estimator {
  return (runs) => {
    const all = LogHistogram.of(...runs.map(({ histograms }) => histograms[name]));
    return { value: all.count === 0 ? null : all.max, interval: null, samples: all.count };
  };
}
