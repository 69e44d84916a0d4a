/**
 * Schedules that are made from their number and from what the first schedules have shown. The first 16 are lessons:
 * number n is made from the lessons of the largest power of two up to n. That is the same set whatever is in flight, so
 * schedule n of a seed is the same whoever executes it. Who begins in the middle takes the lessons first, uncounted.
 */
import type { Choice } from '../../scheduler/choice.ts';
import type { Run } from '../../scheduler/run.ts';
import type { NumberShare } from '../division/helpers.ts';
import type { DivisiblePolicy, SchedulePicker } from './policy.ts';
import { learnFrom, noLessons } from './lessons.ts';
import type { Lessons } from './lessons.ts';
import { NumberRanges } from './numbered.ts';

const LESSONS_MAX = 16;

export class Learning implements DivisiblePolicy {
  readonly isSampled = true;
  readonly isNumbered = true;
  readonly isComplete = false;
  readonly #make: (number: number, lessons: Lessons) => SchedulePicker;
  readonly #left: NumberRanges;
  /** Lessons that have been begun, and those that have ended. */
  #begun = 0;
  #ended = 0;
  /** Of all that have ended. */
  readonly #collected = noLessons();
  /** Of the first power of two that have ended: what schedules are made from. */
  #lessons = noLessons();

  constructor(runs: number, make: (number: number, lessons: Lessons) => SchedulePicker) {
    this.#make = make;
    this.#left = new NumberRanges(runs);
  }

  next(): SchedulePicker | null {
    const next = this.#left.next;
    if (next === null) return null;
    if (this.#begun === LESSONS_MAX)
      return this.#ended < LESSONS_MAX ? null : this.#make(this.#left.take()!, this.#lessons);
    if (this.#ended < largestPower(this.#begun)) return null;
    const number = this.#begun++;
    const isCounted = next === number;
    if (isCounted) this.#left.take();
    return new Lesson(this.#make(number, this.#lessons), !isCounted);
  }

  ended(picker: SchedulePicker): void {
    if (!(picker instanceof Lesson)) return;
    learnFrom(picker.run!, this.#collected);
    this.#ended++;
    if (largestPower(this.#ended) === this.#ended) this.#lessons = structuredClone(this.#collected);
  }

  give(parts: number, atMost: number): NumberShare | null {
    if (this.#ended < LESSONS_MAX) return null;
    const share = this.#left.give(parts, atMost);
    return share === null ? null : { ...share, lessons: this.#lessons };
  }

  takeBack(rest: NumberShare | null): void {
    this.#left.takeBack(rest);
  }

  /** More schedules, after all others. */
  extend(share: NumberShare): void {
    this.#left.add(share);
  }

  restrictTo(share: NumberShare): void {
    this.#left.restrictTo(share);
    if (share.lessons === undefined) return;
    this.#lessons = share.lessons;
    this.#begun = this.#ended = LESSONS_MAX;
  }
}

/** Up to `number`; 0 for 0. */
function largestPower(number: number): number {
  return number === 0 ? 0 : 2 ** Math.floor(Math.log2(number));
}

/** Remembers its run. */
class Lesson implements SchedulePicker {
  readonly number: number;
  readonly isForeign: boolean;
  readonly arm?: string;
  readonly #picker: SchedulePicker;
  run: Run | null = null;

  constructor(picker: SchedulePicker, isForeign: boolean) {
    this.#picker = picker;
    this.number = picker.number;
    this.isForeign = isForeign;
    if (picker.arm !== undefined) this.arm = picker.arm;
  }

  attach(run: Run): void {
    this.run = run;
    this.#picker.attach?.(run);
  }

  pick(enabled: readonly Choice[]): number {
    return this.#picker.pick(enabled);
  }

  finish(run: Run): void {
    this.#picker.finish?.(run);
  }

  restart(): void {
    this.#picker.restart();
  }
}
