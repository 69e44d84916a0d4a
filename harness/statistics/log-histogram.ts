/**
 * Counts of positive numbers in buckets whose ends grow by 2 %, so that any quantile is known to 1 %, with memory that does
 * not grow with the number of values. Adding up two is exact and does not depend on the order, which sketches such as
 * t-digest do not promise and which runs in several threads need. Source of the idea: Masson, Rim and Lee, "DDSketch",
 * VLDB 2019.
 */
const GROWTH = 1.02;
const LOG_GROWTH = Math.log(GROWTH);
/** Everything up to here is one bucket. */
const SMALLEST = 1e-4;
const OFFSET = Math.ceil(Math.log(SMALLEST) / LOG_GROWTH);

export interface LogHistogramData {
  /** [bucket, count] in ascending order. */
  readonly buckets: readonly (readonly [number, number])[];
  readonly max: number;
}

export class LogHistogram {
  count = 0;
  max = 0;
  readonly #counts = new Map<number, number>();

  static of(...all: readonly LogHistogramData[]): LogHistogram {
    const sum = new LogHistogram();
    for (const { buckets, max } of all) {
      for (const [bucket, count] of buckets) sum.#addTo(bucket, count);
      if (max > sum.max) sum.max = max;
    }
    return sum;
  }

  add(value: number): void {
    this.#addTo(bucketOf(value), 1);
    if (value > this.max) this.max = value;
  }

  /** The smallest value that a share of `q` of all values does not exceed, to 1 %; null when there are none. */
  quantile(q: number): number | null {
    if (this.count === 0) return null;
    const rank = Math.max(1, Math.ceil(q * this.count));
    if (rank === this.count) return this.max;
    let seen = 0;
    for (const [bucket, count] of this.toData().buckets) {
      seen += count;
      if (seen >= rank) return Math.min(valueOf(bucket), this.max);
    }
    return this.max;
  }

  toData(): LogHistogramData {
    return { buckets: [...this.#counts].sort(([one], [other]) => one - other), max: this.max };
  }

  #addTo(bucket: number, count: number): void {
    this.#counts.set(bucket, (this.#counts.get(bucket) ?? 0) + count);
    this.count += count;
  }
}

/** 0 for next to nothing. */
export function bucketOf(value: number): number {
  return value <= SMALLEST ? 0 : Math.ceil(Math.log(value) / LOG_GROWTH) - OFFSET;
}

/** The middle of the bucket, by ratio. */
export function valueOf(bucket: number): number {
  return bucket === 0 ? 0 : Math.exp((bucket + OFFSET - 0.5) * LOG_GROWTH);
}
