/** The delays that are put into each step, so that races are frequent: seeded, and waited for on the real clock. */
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import type { RandomGenerator } from 'pure-rand/types/RandomGenerator';
import type { Distribution } from '../../harness/timed/distribution.ts';
import { quantileFunction } from '../../harness/timed/distribution.ts';

export class Dice {
  readonly #generator: RandomGenerator;

  constructor(seed: number) {
    this.#generator = xoroshiro128plus(seed);
  }

  /** Evenly spread over [0, 1). */
  next(): number {
    return (this.#generator.next() >>> 0) / 2 ** 32;
  }

  /** Exponentially distributed with mean 1. */
  exponential(): number {
    return -Math.log(1 - this.next());
  }
}

/** Waits for a time drawn from the distribution. */
export function delayBy(distribution: Distribution, dice: Dice): () => Promise<void> {
  const quantile = quantileFunction(distribution);
  return () => sleep(quantile(dice.next()));
}

/** Timers are late, and count in milliseconds; what was really waited is recorded by whoever waits. */
export function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
