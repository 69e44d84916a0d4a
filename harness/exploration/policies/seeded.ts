/** The random numbers of one schedule. */
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import type { RandomGenerator } from 'pure-rand/types/RandomGenerator';
import type { Choice } from '../../scheduler/choice.ts';
import type { SchedulePicker } from './policy.ts';

/** A picker that throws dice: the same ones each time, for the same seed and number. */
export abstract class SeededPicker implements SchedulePicker {
  readonly number: number;
  readonly #seed: number;
  protected dice: RandomGenerator;

  constructor(seed: number, number: number) {
    this.number = number;
    this.#seed = seedOf(seed, number);
    this.dice = xoroshiro128plus(this.#seed);
  }

  abstract pick(enabled: readonly Choice[]): number;

  restart(): void {
    this.dice = xoroshiro128plus(this.#seed);
  }

  /** A whole number from 0 to `count` - 1. */
  protected below(count: number): number {
    return below(this.dice, count);
  }
}

/** As `uniformInt` draws them; of a power of two, which most choices are of, without its division. */
export function below(dice: RandomGenerator, count: number): number {
  if (count === 1) return 0;
  return (count & (count - 1)) === 0 ? dice.next() & (count - 1) : uniformInt(dice, 0, count - 1);
}

/** The golden ratio in 32 bits: neighbouring schedules get seeds far apart. */
const STRIDE = 0x9e3779b9;

/** Mixed as MurmurHash3 ends: without it the first dice of neighbouring schedules go together (chi-square 126 where 38 is rare). */
function seedOf(seed: number, number: number): number {
  let mixed = seed + Math.imul(number + 1, STRIDE);
  mixed ^= mixed >>> 16;
  mixed = Math.imul(mixed, 0x85ebca6b);
  mixed ^= mixed >>> 13;
  mixed = Math.imul(mixed, 0xc2b2ae35);
  return mixed ^ (mixed >>> 16);
}
