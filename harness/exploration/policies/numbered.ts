/**
 * A policy whose schedules have numbers, each of them made from its number alone: what is executed does not depend on
 * what was executed before, or where.
 */
import type { NumberShare } from '../division/helpers.ts';
import type { DivisiblePolicy, SchedulePicker } from './policy.ts';

export class Numbered implements DivisiblePolicy {
  readonly isSampled = true;
  readonly isNumbered = true;
  readonly isComplete = false;
  readonly #make: (number: number) => SchedulePicker;
  readonly #left: NumberRanges;

  /** @param runs the numbers go from 0 to this one, not included */
  constructor(runs: number, make: (number: number) => SchedulePicker) {
    this.#make = make;
    this.#left = new NumberRanges(runs);
  }

  next(): SchedulePicker | null {
    const number = this.#left.take();
    return number === null ? null : this.#make(number);
  }

  ended(): void {}

  give(parts: number, atMost: number): NumberShare | null {
    return this.#left.give(parts, atMost);
  }

  takeBack(rest: NumberShare | null): void {
    this.#left.takeBack(rest);
  }

  restrictTo(share: NumberShare): void {
    this.#left.restrictTo(share);
  }
}

/** Numbers of schedules that are still to be executed. */
export class NumberRanges {
  /** Taken from the front of the last one. */
  #ranges: { from: number; readonly to: number }[];

  constructor(runs: number) {
    this.#ranges = [{ from: 0, to: runs }];
  }

  /** The number that `take` would return. */
  get next(): number | null {
    const range = this.#ranges.at(-1);
    return range === undefined || range.from >= range.to ? null : range.from;
  }

  take(): number | null {
    return this.#takeRange(1)?.from ?? null;
  }

  /** A fair part of all that is left: what came back of an earlier share is not cut into ever smaller ones. */
  give(parts: number, atMost: number): NumberShare | null {
    const left = this.#ranges.reduce((sum, { from, to }) => sum + to - from, 0);
    return this.#takeRange(Math.min(atMost, Math.floor(left / parts)));
  }

  takeBack(rest: NumberShare | null): void {
    if (rest !== null) this.#ranges.push({ from: rest.from, to: rest.to });
  }

  /** More numbers, after all others. */
  add({ from, to }: NumberShare): void {
    this.#ranges.unshift({ from, to });
  }

  restrictTo({ from, to }: NumberShare): void {
    this.#ranges = from < to ? [{ from, to }] : [];
  }

  #takeRange(atMost: number): NumberShare | null {
    const range = this.#ranges.at(-1);
    if (range === undefined) return null;
    const { from } = range;
    const count = Math.min(atMost, range.to - from);
    if (count === 0) return null;
    range.from += count;
    if (range.from >= range.to) this.#ranges.pop();
    return { kind: 'numbers', from, to: from + count };
  }
}
