/** What is asked of a strategy, the same in reality and in the simulation. */
import type { Distribution } from '../../harness/timed/distribution.ts';

export interface StressLoad {
  /** Operations are counted that begin so long after the start, */
  readonly warmupMs: number;
  /** and for so long. */
  readonly durationMs: number;
  /** Each arrives when it does, whether others have ended or not (Poisson). */
  readonly readsPerSecond: number;
  readonly writesPerSecond: number;
  /** Each as popular as the others. */
  readonly keys: number;
  /** Before each step, and after it. */
  readonly delay: Distribution;
  readonly seed: number;
}

/** Each key is written five times a second, by writes that take some 40 ms: races are frequent. */
export const LOAD: StressLoad = {
  warmupMs: 2_000,
  durationMs: 40_000,
  readsPerSecond: 400,
  writesPerSecond: 160,
  keys: 32,
  delay: { kind: 'lognormal', p50Ms: 5, p99Ms: 40 },
  seed: 1,
};

/** So few writes that one consumer can handle all changes in turn; each key is written as often. */
export const CALM_LOAD: StressLoad = { ...LOAD, readsPerSecond: 200, writesPerSecond: 20, keys: 4 };

/** As many steps a second as the others take, on so many keys that nobody waits for a row. */
export const PROBE_LOAD: StressLoad = {
  ...LOAD,
  durationMs: 5_000,
  readsPerSecond: 100,
  writesPerSecond: 50,
  keys: 1_000,
};
