/**
 * Probabilistic concurrency testing: the actor with the highest priority goes on. Priorities are random, and at d - 1
 * random places in the run the actor that would go on falls behind those that have not fallen.
 *
 * Guarantees: what needs d steps in a certain order, in a run of n actors and k choices, is met with probability
 * 1 / (n k^(d-1)) or more by each schedule, where k is not underestimated and no actor does several things at once.
 *
 * Source: Burckhardt et al., "A Randomized Scheduler with Probabilistic Guarantees of Finding Bugs", ASPLOS 2010, §3.
 */
import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import type { Choice } from '../../scheduler/choice.ts';
import { isTimer } from './go-on.ts';
import type { Lessons } from './lessons.ts';
import { SeededPicker } from './seeded.ts';

export class PctPicker extends SeededPicker {
  readonly #depth: number;
  readonly #length: number;
  /** By the actor's index: from 0 to 1, drawn when it first could go on, and negative when it has fallen. */
  #priorities: number[] = [];
  /** Where in the run the i-th fall happens. */
  #falls: readonly number[] = [];
  #position = 0;
  #timers = 0;

  /** @param depth d, from 1: then there are no places where an actor falls. */
  constructor(seed: number, number: number, depth: number, { lengthMax }: Lessons) {
    super(seed, number);
    this.#depth = depth;
    this.#length = lengthMax;
    this.#begin();
  }

  override restart(): void {
    super.restart();
    this.#begin();
  }

  pick(enabled: readonly Choice[]): number {
    let picked = this.#highest(enabled);
    this.#falls.forEach((position, i) => {
      if (position !== this.#position) return;
      this.#priorities[enabled[picked]!.actor.index] = -1 - i;
      picked = this.#highest(enabled);
    });
    this.#position++;
    const choice = enabled[picked]!;
    // Who waits for time to pass lets all others go first. An actor that polls would otherwise go on for ever.
    if (isTimer(choice)) this.#priorities[choice.actor.index] = -this.#depth - ++this.#timers;
    return this.#oneOf(enabled, choice);
  }

  #begin(): void {
    this.#priorities = [];
    this.#position = 0;
    this.#timers = 0;
    const count = this.#length === 0 ? 0 : this.#depth - 1;
    this.#falls = Array.from({ length: count }, () => this.below(this.#length));
  }

  #highest(enabled: readonly Choice[]): number {
    let highest = 0;
    enabled.forEach((choice, i) => {
      if (this.#priorityOf(choice) > this.#priorityOf(enabled[highest]!)) highest = i;
    });
    return highest;
  }

  #priorityOf({ actor }: Choice): number {
    return (this.#priorities[actor.index] ??= uniformFloat64(this.dice));
  }

  /** What an actor could do at once stands side by side; none of it comes before the rest. */
  #oneOf(enabled: readonly Choice[], { actor }: Choice): number {
    const first = enabled.findIndex((choice) => choice.actor === actor);
    const last = enabled.findLastIndex((choice) => choice.actor === actor);
    return first + this.below(last - first + 1);
  }
}
