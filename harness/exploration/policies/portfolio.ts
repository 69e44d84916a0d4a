/**
 * Several policies take turns, because none is best at everything: one schedule in four is the next of a search by
 * pre-emptions, which begins with the actors one after the other; the others are sampled, each by the policy whose turn
 * it is. When the search has ended, its share is sampled too.
 */
import type { NumberShare } from '../division/helpers.ts';
import type { DivisiblePolicy, SchedulePicker } from './policy.ts';
import { RandomPicker } from './random.ts';
import { Bounded } from './bounded.ts';
import { BoundedPicker } from './bounded-picker.ts';
import { Learning } from './learning.ts';
import type { Lessons } from './lessons.ts';
import { PctPicker } from './pct.ts';
import { PosPicker } from './pos.ts';
import { UrwPicker } from './urw.ts';
import { WrappedPicker } from './wrapped-picker.ts';

type Make = (seed: number, number: number, lessons: Lessons) => SchedulePicker;

const SAMPLED = {
  urw: (seed, number, lessons) => new UrwPicker(seed, number, lessons),
  pos: (seed, number, lessons) => new PosPicker(seed, number, lessons),
  'pct-2': (seed, number, lessons) => new PctPicker(seed, number, 2, lessons),
  'pct-3': (seed, number, lessons) => new PctPicker(seed, number, 3, lessons),
  random: (seed, number) => new RandomPicker(seed, number),
} satisfies Record<string, Make>;

type SampledArm = keyof typeof SAMPLED;
export type Arm = 'sequential' | 'bounded' | SampledArm;

export const ARMS: readonly Arm[] = ['sequential', 'bounded', ...(Object.keys(SAMPLED) as SampledArm[])];

/** Schedule n of those sampled is of entry n modulo 6. `urw` has two: it needs the fewest schedules (benchmarks/README.md). */
const TURNS: readonly SampledArm[] = ['urw', 'pos', 'pct-2', 'urw', 'pct-3', 'random'];
/** One schedule in so many is the search's. */
const SEARCH_ONE_IN = 4;
/** Nearly all races of real programs need no more pre-emptions than this (PLDI 2007, see bounded.ts). */
const BOUND = 2;

export class Portfolio implements DivisiblePolicy {
  readonly isSampled = true;
  readonly isNumbered = true;
  readonly isComplete = false;
  readonly #search = new Bounded({ bound: BOUND, isSymmetric: true });
  readonly #sampled: Learning;
  /** How many of the sampled numbers are not the search's in case that it ends early. */
  readonly #sampledRuns: number;
  /** The schedules of the search that count; those before are executed too, to get there. */
  #searchFrom = 0;
  #searchTo: number;
  #searched = 0;
  #isExtended = false;
  #turn = 0;

  constructor(seed: number, runs: number) {
    this.#searchTo = runs === Infinity ? Infinity : Math.floor(runs / SEARCH_ONE_IN);
    this.#sampledRuns = runs === Infinity ? Infinity : runs - this.#searchTo;
    this.#sampled = new Learning(this.#sampledRuns, (number, lessons) => {
      const arm = TURNS[number % TURNS.length]!;
      return new ArmPicker(arm, this.#positionOf(number), SAMPLED[arm](seed, number, lessons), false);
    });
  }

  get sequentialFrom(): number {
    return this.#sampledRuns;
  }

  next(): SchedulePicker | null {
    const isSearch = this.#turn % SEARCH_ONE_IN === 0;
    const picker = isSearch
      ? (this.#nextOfSearch() ?? this.#sampled.next())
      : // The end of the search may leave something to be sampled.
        (this.#sampled.next() ?? this.#nextOfSearch() ?? this.#sampled.next());
    if (picker !== null) this.#turn++;
    return picker;
  }

  ended(picker: SchedulePicker): void {
    const inner = picker instanceof ArmPicker ? picker.inner : null;
    if (inner instanceof BoundedPicker) this.#search.ended(inner);
    else this.#sampled.ended(picker);
  }

  give(parts: number, atMost: number): NumberShare | null {
    return this.#sampled.give(parts, atMost);
  }

  takeBack(rest: NumberShare | null): void {
    this.#sampled.takeBack(rest);
  }

  /** A share without lessons is a shard's: its numbers are of all schedules, and the search's are the last of them. */
  restrictTo(share: NumberShare): void {
    const all = this.#sampledRuns;
    const isShard = share.lessons === undefined;
    if (!isShard || all === Infinity) {
      this.#sampled.restrictTo(share);
      if (!isShard || share.from > 0) this.#searchTo = 0;
      return;
    }
    this.#sampled.restrictTo({ kind: 'numbers', from: Math.min(share.from, all), to: Math.min(share.to, all) });
    this.#searchFrom = Math.max(0, share.from - all);
    this.#searchTo = Math.max(0, share.to - all);
  }

  /** The place of a sampled schedule among all; beyond its own numbers it has one that the search did not need. */
  #positionOf(number: number): number {
    if (number >= this.#sampledRuns) return (number - this.#sampledRuns) * SEARCH_ONE_IN;
    const turns = SEARCH_ONE_IN - 1;
    return Math.floor(number / turns) * SEARCH_ONE_IN + 1 + (number % turns);
  }

  #nextOfSearch(): SchedulePicker | null {
    if (this.#searched >= this.#searchTo) return null;
    const picker = this.#search.next();
    if (picker !== null) {
      const isForeign = this.#searched++ < this.#searchFrom;
      const arm = picker.beginning.preemptions === 0 ? 'sequential' : 'bounded';
      return new ArmPicker(arm, picker.number * SEARCH_ONE_IN, picker, isForeign);
    }
    if (this.#search.isComplete) this.#extend();
    return null;
  }

  /** What the search has left of its share is sampled, under the numbers that the search would have had. */
  #extend(): void {
    if (this.#isExtended || this.#sampledRuns === Infinity) return;
    this.#isExtended = true;
    const from = this.#sampledRuns + Math.max(this.#searched, this.#searchFrom);
    const to = this.#sampledRuns + this.#searchTo;
    if (from < to) this.#sampled.extend({ kind: 'numbers', from, to });
  }
}

/** Says whose schedule it is. */
class ArmPicker extends WrappedPicker {
  readonly arm: Arm;
  readonly isForeign: boolean;

  constructor(arm: Arm, number: number, inner: SchedulePicker, isForeign: boolean) {
    super(inner, number);
    this.arm = arm;
    this.isForeign = isForeign;
  }
}
