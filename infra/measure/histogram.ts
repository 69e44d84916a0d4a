/** Latencies as a histogram of the profile. */
import type { Histogram } from '../../harness/timed/profile.ts';

/** The end of a bucket beside that of the one before: eight of them double it. */
const GROWTH = 2 ** (1 / 8);
/** Nanoseconds are as exact as Node's clock is. */
const DIGITS = 6;

/** Null when there is nothing to count: a profile has no empty histograms. */
export function histogramOf(samplesMs: readonly number[]): Histogram | null {
  if (samplesMs.length === 0) return null;
  const sorted = samplesMs.map(round).sort((one, other) => one - other);
  const [minMs, maxMs] = [sorted[0]!, sorted.at(-1)!];
  const sum = sorted.reduce((total, ms) => total + ms, 0);
  return { count: sorted.length, minMs, maxMs, meanMs: round(sum / sorted.length), buckets: bucketsOf(sorted) };
}

/** The first begins at the smallest sample, the last ends at the largest. Of empty ones, only those before a full one. */
function bucketsOf(sorted: readonly number[]): [endMs: number, count: number][] {
  const counts = new Map<number, number>();
  for (const ms of sorted) counts.set(numberOf(ms), (counts.get(numberOf(ms)) ?? 0) + 1);
  const buckets: [number, number][] = [];
  let previous: number | null = null;
  for (const [number, count] of counts) {
    if (previous !== null && previous < number - 1) buckets.push([endOf(number - 1), 0]);
    buckets.push([endOf(number), count]);
    previous = number;
  }
  buckets.at(-1)![0] = sorted.at(-1)!;
  return buckets;
}

function numberOf(ms: number): number {
  return ms <= FIRST_END_MS ? 0 : Math.ceil(Math.log(ms / FIRST_END_MS) / Math.log(GROWTH));
}

function endOf(number: number): number {
  return round(FIRST_END_MS * GROWTH ** number);
}

/** Shorter than any round trip. */
const FIRST_END_MS = 0.001;

function round(ms: number): number {
  return Number(ms.toFixed(DIGITS));
}
