/** From a least to a greatest value. */
export type Interval = readonly [low: number, high: number];

/** What was counted in one run: a numerator and what it is a share of, or is divided by. */
export type Cluster = readonly [numerator: number, denominator: number];

/** The sum of the numerators by that of the denominators; null when there is nothing to divide by. */
export function ratioOf(clusters: readonly Cluster[]): number | null {
  let numerator = 0;
  let denominator = 0;
  for (const [n, d] of clusters) {
    numerator += n;
    denominator += d;
  }
  return denominator === 0 ? null : numerator / denominator;
}

/** To six significant digits, so that it prints the same everywhere. */
export function rounded(value: number): number {
  return Number.isFinite(value) ? Number(value.toPrecision(6)) : value;
}
