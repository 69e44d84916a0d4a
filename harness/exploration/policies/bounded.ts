/**
 * All schedules without a pre-emption, then all with one, then all with two …, each exactly once: the first counterexample
 * has as few of them as any. A pre-emption is a switch away from an actor that could have gone on.
 *
 * A schedule that begins as another one, takes something else at one place, and interrupts nobody after it has the
 * pre-emptions of that beginning. So each schedule is made from exactly one other, which has as many or one less. They are
 * taken in the order in which they were made, whatever is in flight.
 *
 * Source: Musuvathi and Qadeer, "Iterative Context Bounding for Systematic Testing of Multithreaded Programs", PLDI 2007.
 */
import type { Policy, Reach } from './policy.ts';
import type { Deviation } from './bounded-picker.ts';
import { BoundedPicker } from './bounded-picker.ts';

export interface Bounds {
  /** The most pre-emptions; null for any number. */
  readonly bound: number | null;
  /** Actors that do the same begin in one order only: other orders show the same under other names. */
  readonly isSymmetric?: boolean;
}

/** An executed schedule and what can be made from it. */
interface Branch {
  readonly path: readonly number[];
  readonly deviations: readonly Deviation[];
}

const ROOT: Branch = { path: [], deviations: [{ depth: -1, choice: 0 }] };

export class Bounded implements Policy {
  readonly isSampled = false;
  readonly #bounds: Bounds;
  /** The pre-emptions of the schedules that are made now. */
  #level = 0;
  #branches = new Branches([ROOT]);
  /** For the next level. */
  #deeper: Branch[] = [];
  #made = 0;
  /** How many of those made, from the first, have been looked at. */
  #followed = 0;
  /** Ended before one that was made earlier. */
  readonly #early = new Map<number, BoundedPicker>();
  #isCutOff = false;

  constructor(bounds: Bounds) {
    this.#bounds = bounds;
  }

  get isComplete(): boolean {
    return this.#isLevelDone && this.#deeper.length === 0;
  }

  get reach(): Reach {
    const level = this.#isLevelDone ? this.#level : this.#level - 1;
    return { preemptions: level < 0 ? null : level, isCutOff: this.#isCutOff };
  }

  next(): BoundedPicker | null {
    if (this.#isLevelDone && this.#deeper.length > 0) {
      this.#level++;
      this.#branches = new Branches(this.#deeper);
      this.#deeper = [];
    }
    const made = this.#branches.take();
    if (made === null) return null;
    const beginning = { ...made, preemptions: this.#level };
    return new BoundedPicker(this.#made++, beginning, this.#bounds.isSymmetric ?? false);
  }

  ended(picker: BoundedPicker): void {
    this.#early.set(picker.number, picker);
    for (let next = this.#early.get(this.#followed); next !== undefined; next = this.#early.get(this.#followed)) {
      this.#early.delete(this.#followed++);
      this.#follow(next);
    }
  }

  get #isLevelDone(): boolean {
    return this.#followed === this.#made && this.#branches.isEmpty;
  }

  #follow({ path, free, preempting }: BoundedPicker): void {
    if (free.length > 0) this.#branches.add({ path, deviations: free });
    if (preempting.length === 0) return;
    if (this.#level === this.#bounds.bound) this.#isCutOff = true;
    else this.#deeper.push({ path, deviations: preempting });
  }
}

/** First in, first out. */
class Branches {
  readonly #list: (Branch | null)[];
  #branch = 0;
  #deviation = 0;

  constructor(list: Branch[]) {
    this.#list = list;
  }

  get isEmpty(): boolean {
    return this.#branch === this.#list.length;
  }

  add(branch: Branch): void {
    this.#list.push(branch);
  }

  take(): { readonly path: readonly number[]; readonly deviation: Deviation } | null {
    const branch = this.#list[this.#branch];
    if (branch === undefined || branch === null) return null;
    const { path, deviations } = branch;
    const deviation = deviations[this.#deviation++]!;
    if (this.#deviation === deviations.length) {
      // What is behind us may go: a search makes millions of these.
      this.#list[this.#branch++] = null;
      this.#deviation = 0;
    }
    return { path, deviation };
  }
}
