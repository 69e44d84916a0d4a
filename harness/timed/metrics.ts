/** The figures that policy `timed` estimates. docs/metrics.md defines each, with its source; a test holds the two together. */
import { type Estimator, largest, peak, quantile, ratio, share, windowQuantile } from './estimate.ts';
import type { RunData } from './measures.ts';

export type Unit = 'share' | 'ms' | 'count' | 'per second' | 'bytes';

export interface Metric {
  /** In a few words, for tables. */
  readonly title: string;
  readonly unit: Unit;
  readonly estimate: Estimator;
}

const horizon =
  (place: number, which: 0 | 1) =>
  (_: unknown, { horizons }: RunData): number =>
    horizons[place]![which];

const consistentWithin = (place: number): Estimator =>
  share((sums, run) => horizon(place, 0)(sums, run) - horizon(place, 1)(sums, run), horizon(place, 0));

const oneRun = (): number => 1;

export const metrics = {
  stale_read_rate: {
    title: 'stale reads',
    unit: 'share',
    estimate: share('stale', 'reads'),
  },
  concurrent_old_rate: {
    title: 'reads beside an unacknowledged write that missed it',
    unit: 'share',
    estimate: share('concurrentOld', 'reads'),
  },
  dirty_read_rate: {
    title: 'dirty reads',
    unit: 'share',
    estimate: share('dirty', 'reads'),
  },
  read_your_writes_rate: {
    title: 'reads that missed a write of their own session',
    unit: 'share',
    estimate: share('readYourWrites', 'reads'),
  },
  monotonic_reads_rate: {
    title: 'reads older than one before in their session',
    unit: 'share',
    estimate: share('monotonicReads', 'reads'),
  },
  resurrected_rate: {
    title: 'reads of a deleted row',
    unit: 'share',
    estimate: share('resurrected', 'reads'),
  },
  lost_update_rate: {
    title: 'lost writes',
    unit: 'share',
    estimate: share('lostUpdates', 'writes'),
  },
  at_rest_divergence: {
    title: 'written keys that are stale when all is done',
    unit: 'share',
    estimate: share('staleAtRest', 'keysAtRest'),
  },
  stale_versions_mean: {
    title: 'versions behind, mean over stale reads',
    unit: 'count',
    estimate: ratio('versionsBehind', 'stale'),
  },
  stale_versions_p99: {
    title: 'versions behind, 99 of 100 stale reads',
    unit: 'count',
    estimate: quantile('versionsBehind', 0.99),
  },
  stale_versions_max: { title: 'versions behind, at most', unit: 'count', estimate: peak('versionsBehindMax') },
  stale_age_p50: { title: 'age of stale values, median', unit: 'ms', estimate: quantile('staleAgeMs', 0.5) },
  stale_age_p99: { title: 'age of stale values, 99 of 100', unit: 'ms', estimate: quantile('staleAgeMs', 0.99) },
  stale_age_max: { title: 'age of stale values, at most', unit: 'ms', estimate: largest('staleAgeMs') },
  stale_window_p50: { title: 'stale window, median', unit: 'ms', estimate: windowQuantile(0.5) },
  stale_window_p99: { title: 'stale window, 99 of 100', unit: 'ms', estimate: windowQuantile(0.99) },
  consistent_within_1s: { title: 'writes that all see after 1 s', unit: 'share', estimate: consistentWithin(0) },
  consistent_within_1m: { title: 'writes that all see after 1 min', unit: 'share', estimate: consistentWithin(1) },
  consistent_within_5m: { title: 'writes that all see after 5 min', unit: 'share', estimate: consistentWithin(2) },
  hit_rate: {
    title: 'reads without MySQL',
    unit: 'share',
    estimate: share((s) => s.reads - s.readsThatAsked, 'reads'),
  },
  mysql_reads_per_read: {
    title: 'MySQL reads for each read',
    unit: 'count',
    estimate: ratio('selectsOfReads', 'reads'),
  },
  mysql_qps: {
    title: 'MySQL statements a second',
    unit: 'per second',
    estimate: ratio('mysqlStatements', 'seconds', oneRun),
  },
  mysql_qps_peak: { title: 'MySQL statements in the busiest second', unit: 'count', estimate: peak('mysqlPerSecond') },
  herd_size_p99: {
    title: 'reads of one key at MySQL at once, 99 of 100',
    unit: 'count',
    estimate: quantile('herd', 0.99),
  },
  herd_size_max: { title: 'reads of one key at MySQL at once, at most', unit: 'count', estimate: peak('herd') },
  node_imbalance: {
    title: 'commands of the busiest node, by the mean',
    unit: 'count',
    estimate: ratio('busiestNodeCommands', 'meanNodeCommands', oneRun),
  },
  redis_commands_per_operation: {
    title: 'Redis commands for each operation',
    unit: 'count',
    estimate: ratio('redisCommands', (s) => s.reads + s.writes),
  },
  refused_fill_rate: {
    title: 'fills that the cache refused',
    unit: 'share',
    estimate: share('refusedFills', 'fills'),
  },
  invalidation_hit_rate: {
    title: 'deletions that found a key',
    unit: 'share',
    estimate: share('invalidationsThatHit', 'invalidations'),
  },
  read_latency_mean: {
    title: 'read latency, mean',
    unit: 'ms',
    estimate: ratio('readMs', 'reads'),
  },
  read_latency_p50: { title: 'read latency, median', unit: 'ms', estimate: quantile('readMs', 0.5) },
  read_latency_p99: { title: 'read latency, 99 of 100', unit: 'ms', estimate: quantile('readMs', 0.99) },
  write_latency_mean: {
    title: 'write latency, mean',
    unit: 'ms',
    estimate: ratio('writeMs', 'writes'),
  },
  write_latency_p50: { title: 'write latency, median', unit: 'ms', estimate: quantile('writeMs', 0.5) },
  write_latency_p99: { title: 'write latency, 99 of 100', unit: 'ms', estimate: quantile('writeMs', 0.99) },
  write_latency_added: {
    title: 'write latency beyond its statements, mean',
    unit: 'ms',
    estimate: ratio((s) => s.writeMs - s.writeMysqlMs, 'writes'),
  },
  memory_per_key: {
    title: 'bytes of Redis for each key in it',
    unit: 'bytes',
    estimate: ratio('redisBytes', 'redisKeys', oneRun),
  },
} as const satisfies Record<string, Metric>;

export type MetricName = keyof typeof metrics;
export const METRIC_NAMES = Object.keys(metrics) as readonly MetricName[];
