import type { PauseName } from './strategy.ts';

export interface SeedOptions {
  readonly pause: PauseName;
  readonly seeds: number;
  /** For each seed. */
  readonly schedules: number;
}

/** In how many of the seeds 1, 2, 3 … the race is found. */
export async function countSeeds(
  { seeds }: SeedOptions,
  isFoundBy: (seed: number) => Promise<boolean>,
): Promise<{ readonly done: number; readonly found: number }> {
  let found = 0;
  for (let seed = 1; seed <= seeds; seed++) if (await isFoundBy(seed)) found++;
  return { done: seeds, found };
}
