/** How many schedules it took to meet the first stale one, seed by seed. */

export interface FirstOptions {
  readonly readers: number;
  /** The seeds 1, 2, 3 … */
  readonly seeds: number;
}

/** More than this, and something is wrong. */
export const SCHEDULES_MAX = 100_000;

export interface Summary {
  readonly mean: number;
  readonly p95: number;
  readonly most: number;
}

/** @param firstOf how many schedules of this seed were executed up to the first stale one, that one among them */
export async function countFirsts(
  { seeds }: FirstOptions,
  firstOf: (seed: number) => Promise<number> | number,
): Promise<{ readonly done: number; readonly found: number; readonly firsts: readonly number[] }> {
  const firsts: number[] = [];
  for (let seed = 1; seed <= seeds; seed++) firsts.push(await firstOf(seed));
  return { done: seeds, found: firsts.filter((first) => first <= SCHEDULES_MAX).length, firsts };
}

export function summaryOf(firsts: readonly number[]): Summary {
  const sorted = firsts.toSorted((one, other) => one - other);
  return {
    mean: firsts.reduce((sum, first) => sum + first, 0) / firsts.length,
    p95: sorted[Math.ceil(sorted.length * 0.95) - 1]!,
    most: sorted.at(-1)!,
  };
}
