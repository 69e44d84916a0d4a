/** Each enabled choice with the same probability. Schedule n of a seed is the same whatever else was explored. */
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import type { Choice } from '../scheduler/choice.ts';
import type { Policy, SchedulePicker } from './policy.ts';

export class Random implements Policy {
  readonly isSampled = true;
  readonly isComplete = false;
  readonly #seed: number;
  readonly #runs: number;
  #next = 0;

  constructor(seed: number, runs: number) {
    this.#seed = seed;
    this.#runs = runs;
  }

  next(): SchedulePicker | null {
    return this.#next < this.#runs ? new RandomPicker(this.#seed, this.#next++) : null;
  }

  ended(): void {}
}

/** The golden ratio in 32 bits: neighbouring schedules get seeds far apart. */
const STRIDE = 0x9e3779b9;

class RandomPicker implements SchedulePicker {
  readonly number: number;
  readonly #seed: number;
  #generator;

  constructor(seed: number, number: number) {
    this.number = number;
    this.#seed = (seed + Math.imul(number + 1, STRIDE)) | 0;
    this.#generator = xoroshiro128plus(this.#seed);
  }

  pick(enabled: readonly Choice[]): number {
    return enabled.length === 1 ? 0 : uniformInt(this.#generator, 0, enabled.length - 1);
  }

  restart(): void {
    this.#generator = xoroshiro128plus(this.#seed);
  }
}
