/** One schedule of the policy `bounded`: another one's beginning, something else there, and then nobody is interrupted. */
import { symmetryKeyOf } from '../../dependence/fingerprint.ts';
import type { Actor } from '../../scheduler/actor.ts';
import type { Choice } from '../../scheduler/choice.ts';
import type { SchedulePicker } from './policy.ts';
import { Divergence } from '../replay/known-choices.ts';
import { goOn, isOwn, undisturbed } from './go-on.ts';

/** Where a schedule leaves the one that it is made from, and what it takes there. */
export interface Deviation {
  readonly depth: number;
  readonly choice: number;
}

export interface Beginning {
  readonly path: readonly number[];
  readonly deviation: Deviation;
  /** Pre-emptions up to the deviation, that one among them. */
  readonly preemptions: number;
}

export class BoundedPicker implements SchedulePicker {
  readonly number: number;
  readonly beginning: Beginning;
  readonly #isSymmetric: boolean;
  path: number[] = [];
  /** What else could have been taken, after the beginning: without a pre-emption, and with one. */
  free: Deviation[] = [];
  preempting: Deviation[] = [];
  #last: Actor | null = null;

  constructor(number: number, beginning: Beginning, isSymmetric: boolean) {
    this.number = number;
    this.beginning = beginning;
    this.#isSymmetric = isSymmetric;
  }

  pick(enabled: readonly Choice[]): number {
    const { path, deviation } = this.beginning;
    const depth = this.path.length;
    const picked =
      depth < deviation.depth
        ? path[depth]!
        : depth === deviation.depth
          ? deviation.choice
          : undisturbed(enabled, this.#last);
    const choice = enabled[picked];
    if (choice === undefined) throw new Divergence(depth + 1, `one of more than ${picked} choices`, enabled);
    if (depth > deviation.depth && enabled.length > 1) this.#noteOthers(enabled, picked);
    this.path.push(picked);
    this.#last = isOwn(choice) ? choice.actor : null;
    return picked;
  }

  finish(): void {
    const { length } = this.path;
    if (length <= this.beginning.deviation.depth) throw new Divergence(length + 1, 'a choice, as there was before', []);
  }

  restart(): void {
    this.path = [];
    this.free = [];
    this.preempting = [];
    this.#last = null;
  }

  #noteOthers(enabled: readonly Choice[], picked: number): void {
    const depth = this.path.length;
    const isInterruption = goOn(enabled, this.#last) >= 0;
    const alike = new Set<string>();
    enabled.forEach((choice, index) => {
      if (this.#isSymmetric && choice.kind === 'start' && choice.actor.next === 0) {
        const key = symmetryKeyOf(choice.actor);
        if (alike.has(key)) return;
        alike.add(key);
      }
      if (index === picked) return;
      const list = isInterruption && choice.actor !== this.#last ? this.preempting : this.free;
      list.push({ depth, choice: index });
    });
  }
}
