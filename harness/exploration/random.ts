/** Each enabled choice with the same probability. Schedule n of a seed is the same whatever else was explored. */
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import type { Choice } from '../scheduler/choice.ts';
import type { NumberShare } from './helpers.ts';
import type { DivisiblePolicy, SchedulePicker } from './policy.ts';

export class Random implements DivisiblePolicy {
  readonly isSampled = true;
  readonly isComplete = false;
  readonly #seed: number;
  /** Numbers of the schedules that are still to be executed; taken from the front of the last one. */
  #left: { from: number; readonly to: number }[];

  constructor(seed: number, runs: number) {
    this.#seed = seed;
    this.#left = [{ from: 0, to: runs }];
  }

  next(): SchedulePicker | null {
    const numbers = this.#take(1);
    return numbers === null ? null : new RandomPicker(this.#seed, numbers.from);
  }

  ended(): void {}

  give(parts: number, atMost: number): NumberShare | null {
    const range = this.#left.at(-1);
    return range === undefined ? null : this.#take(Math.min(atMost, Math.floor((range.to - range.from) / parts)));
  }

  takeBack(rest: NumberShare | null): void {
    if (rest !== null) this.#left.push({ from: rest.from, to: rest.to });
  }

  restrictTo({ from, to }: NumberShare): void {
    this.#left = [{ from, to }];
  }

  #take(atMost: number): NumberShare | null {
    const range = this.#left.at(-1);
    if (range === undefined) return null;
    const { from } = range;
    const count = Math.min(atMost, range.to - from);
    if (count === 0) return null;
    range.from += count;
    if (range.from >= range.to) this.#left.pop();
    return { kind: 'numbers', from, to: from + count };
  }
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
