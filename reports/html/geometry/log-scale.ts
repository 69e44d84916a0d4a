/** A logarithmic scale: equal ratios are equal distances. Pure. */

export interface LogScale {
  /** Where a value lies: 0 at the lower end, 1 at the upper. */
  at(value: number): number;
  /** Powers of ten, from end to end. */
  readonly ticks: readonly number[];
}

/** From the power of ten below the smallest value to the one above the largest. Values are more than 0. */
export function logScale(values: readonly number[]): LogScale {
  const low = Math.floor(Math.log10(Math.min(...values)));
  const high = Math.max(low + 1, Math.ceil(Math.log10(Math.max(...values))));
  return {
    at: (value) => (Math.log10(value) - low) / (high - low),
    // 10 ** -3 is not exactly 0.001.
    ticks: Array.from({ length: high - low + 1 }, (_, i) => Number(`1e${low + i}`)),
  };
}
