/** What is counted while a run goes on: sums and histograms, none of which grows with the number of operations. */
import { LogHistogram, type LogHistogramData } from '../statistics/log-histogram.ts';

/** Counted one by one, or added up. The comment says of what. */
const SUMS = [
  /** Reads of the measured time that returned a value. */
  'reads',
  'stale',
  'concurrentOld',
  'dirty',
  'readYourWrites',
  'monotonicReads',
  'resurrected',
  /** Versions behind, over the stale reads. */
  'versionsBehind',
  /** Reads that asked MySQL, and how often they did. */
  'readsThatAsked',
  'selectsOfReads',
  'failedReads',
  /** Writes that were acknowledged. */
  'writes',
  'failedWrites',
  'lostUpdates',
  'writeMs',
  'writeMysqlMs',
  'readMs',
  /** Seconds of virtual time, and what the stores were asked in it. */
  'seconds',
  'mysqlStatements',
  'redisCommands',
  /** Values that reads stored in the cache, and how many of these the cache refused. */
  'fills',
  'refusedFills',
  /** Deletions of keys, and how many found one. */
  'invalidations',
  'invalidationsThatHit',
  /** Keys that were written, and for how many of them a node served an old version when all had ended. */
  'keysAtRest',
  'staleAtRest',
  /** Of the steps that reads and writes sent: those of the node that sent most, and those of a node on average. */
  'busiestNodeCommands',
  'meanNodeCommands',
  /** In Redis, when the load had ended. */
  'redisBytes',
  'redisKeys',
  /** Simulated steps, of the whole run. */
  'steps',
  'expiries',
] as const;
export type SumName = (typeof SUMS)[number];
export type Sums = Record<SumName, number>;

/** The largest of a run. */
const PEAKS = ['mysqlPerSecond', 'herd', 'inFlight', 'versionsBehindMax', 'versionsRemembered'] as const;
export type PeakName = (typeof PEAKS)[number];

const HISTOGRAMS = [
  /** Of stale reads: how long ago what they returned had been overwritten. */
  'staleAgeMs',
  /** Of stale reads: versions behind. */
  'versionsBehind',
  /** Of acknowledged writes that some read missed: how long until the last one that did. Those whose end was not seen apart. */
  'staleWindowMs',
  'openWindowMs',
  'readMs',
  'writeMs',
  /** Of steps that asked MySQL for a key's row: how many did at once. */
  'herd',
] as const;
export type HistogramName = (typeof HISTOGRAMS)[number];

/** How long after its acknowledgement a write must be seen by all who read: Polaris asks after minutes. */
export const HORIZONS_MS = [1000, 60_000, 300_000] as const;

/** The t-visibility curve: reads by how long ago the newest acknowledged write of their key had been acknowledged. */
export const VISIBILITY_ENDS_MS = [
  0.1,
  0.2,
  0.5,
  1,
  2,
  5,
  10,
  20,
  50,
  100,
  200,
  500,
  1000,
  2000,
  5000,
  10_000,
  20_000,
  50_000,
  100_000,
  200_000,
  500_000,
  1_000_000,
  Infinity,
] as const;

/** Plain data, so that it can go from thread to thread. */
export interface RunData {
  /** Which of the runs of the cell. */
  readonly number: number;
  readonly sums: Sums;
  readonly peaks: Record<PeakName, number>;
  readonly histograms: Record<HistogramName, LogHistogramData>;
  /** By `VISIBILITY_ENDS_MS`: reads, and how many of them saw the write. */
  readonly visibility: readonly (readonly [number, number])[];
  /** By `HORIZONS_MS`: writes that could be observed for so long, and how many of them a later read missed. */
  readonly horizons: readonly (readonly [number, number])[];
  /** Of all that happened, in order: two executions of the same run have the same. */
  readonly digest: number;
}

export class Measures {
  readonly sums = Object.fromEntries(SUMS.map((name) => [name, 0])) as Sums;
  readonly peaks = Object.fromEntries(PEAKS.map((name) => [name, 0])) as Record<PeakName, number>;
  readonly histograms = Object.fromEntries(HISTOGRAMS.map((name) => [name, new LogHistogram()])) as Record<
    HistogramName,
    LogHistogram
  >;
  readonly visibility = VISIBILITY_ENDS_MS.map((): [number, number] => [0, 0]);
  readonly horizons = HORIZONS_MS.map((): [number, number] => [0, 0]);
  /** FNV-1a, one number at a time. */
  digest = 0x811c9dc5 | 0;

  peak(name: PeakName, value: number): void {
    if (value > this.peaks[name]) this.peaks[name] = value;
  }

  note(number: number): void {
    this.digest = Math.imul(this.digest ^ number, 0x01000193);
  }

  /** @param sinceMs how long ago the write that the read had to see was acknowledged */
  visible(sinceMs: number, isSeen: boolean): void {
    let bin = 0;
    while (sinceMs > VISIBILITY_ENDS_MS[bin]!) bin++;
    const counts = this.visibility[bin]!;
    counts[0]++;
    if (isSeen) counts[1]++;
  }

  toData(number: number): RunData {
    const { sums, peaks, visibility, horizons, digest } = this;
    const histograms = Object.fromEntries(
      HISTOGRAMS.map((name) => [name, this.histograms[name].toData()]),
    ) as RunData['histograms'];
    return { number, sums, peaks, histograms, visibility, horizons, digest };
  }
}
