/**
 * Every interleaving, each exactly once, without reduction: counts can be checked by hand.
 *
 * A schedule that follows a prefix and then always takes the first choice reveals how many choices there were at each
 * point; every choice not taken beyond the prefix is the prefix of another schedule. Taken from the end, that is
 * depth-first search by execution from the start; taken by many at once, it is the same set.
 */
import type { Choice } from '../scheduler/choice.ts';
import type { Prefix, PrefixShare } from './helpers.ts';
import type { DivisiblePolicy, SchedulePicker } from './policy.ts';
import { Divergence } from './replay.ts';

export class Exhaustive implements DivisiblePolicy {
  readonly isSampled = false;
  /** Schedules to execute; those that begin alike in the fewest choices, and have the most below them, come first. */
  #open: PrefixPicker[] = [new PrefixPicker([], -1, 0)];
  /** Schedules that are being executed, and parts that were given away. */
  #inFlight = 0;
  #made = 0;

  get isComplete(): boolean {
    return this.#open.length === 0 && this.#inFlight === 0;
  }

  next(): PrefixPicker | null {
    const picker = this.#open.pop();
    if (picker === undefined) return null;
    this.#inFlight++;
    picker.number = this.#made++;
    return picker;
  }

  ended(picker: PrefixPicker): void {
    this.#inFlight--;
    const { path, widths } = picker;
    for (let depth = picker.depth + 1; depth < path.length; depth++) {
      for (let choice = widths[depth]! - 1; choice > 0; choice--)
        this.#open.push(new PrefixPicker(path, depth, choice));
    }
  }

  give(parts: number): PrefixShare | null {
    const given = this.#open.splice(0, Math.floor(this.#open.length / parts));
    if (given.length === 0) return null;
    this.#inFlight++;
    return { kind: 'prefixes', prefixes: given.map(({ parent, depth, choice }) => ({ path: parent, depth, choice })) };
  }

  takeBack(rest: PrefixShare | null): void {
    this.#inFlight--;
    if (rest !== null) this.#open = [...rest.prefixes.map(pickerOf), ...this.#open];
  }

  restrictTo({ prefixes }: PrefixShare): void {
    this.#open = prefixes.map(pickerOf);
    this.#made = 1;
  }
}

function pickerOf({ path, depth, choice }: Prefix): PrefixPicker {
  return new PrefixPicker(path, depth, choice);
}

/** Follows `parent` up to `depth`, takes `choice` there, and from then on what comes first. */
class PrefixPicker implements SchedulePicker {
  number = 0;
  readonly parent: readonly number[];
  readonly depth: number;
  readonly choice: number;
  path: number[] = [];
  widths: number[] = [];

  constructor(parent: readonly number[], depth: number, choice: number) {
    this.parent = parent;
    this.depth = depth;
    this.choice = choice;
  }

  pick(enabled: readonly Choice[]): number {
    const position = this.path.length;
    const picked = position < this.depth ? this.parent[position]! : position === this.depth ? this.choice : 0;
    if (picked >= enabled.length) throw new Divergence(position + 1, `one of more than ${picked} choices`, enabled);
    this.path.push(picked);
    this.widths.push(enabled.length);
    return picked;
  }

  finish(): void {
    const { length } = this.path;
    if (length <= this.depth) throw new Divergence(length + 1, 'a choice, as there was before', []);
  }

  restart(): void {
    this.path = [];
    this.widths = [];
  }
}
