/**
 * Every interleaving, each exactly once, without reduction: counts can be checked by hand.
 *
 * A schedule that follows a prefix and then always takes the first choice reveals how many choices there were at each
 * point; every choice not taken beyond the prefix is the prefix of another schedule. Taken from the end, that is
 * depth-first search by execution from the start; taken by many at once, it is the same set.
 */
import { Frontier } from './frontier.ts';
import type { Prefix, PrefixShare } from '../division/helpers.ts';
import type { DivisiblePolicy, ShardablePolicy } from './policy.ts';
import { PrefixPicker } from './prefix-picker.ts';

/** What every schedule begins with. */
const ROOT: Prefix = { path: [], depth: -1, choice: 0 };

export class Exhaustive implements DivisiblePolicy, ShardablePolicy {
  readonly isSampled = false;
  split = '';
  /** Schedules to execute; those that begin alike in the fewest choices, and have the most below them, come first. */
  #open: PrefixPicker[] = [new PrefixPicker(ROOT)];
  /** Schedules that are being executed, and parts that were given away. */
  #inFlight = 0;
  #made = 0;
  /** Of a shard, until it knows its part. */
  #frontier: Frontier | null = null;

  get isComplete(): boolean {
    return this.#open.length === 0 && this.#inFlight === 0 && this.#frontier === null;
  }

  next(): PrefixPicker | null {
    const picker = this.#frontier === null ? this.#open.pop() : this.#frontier.next();
    if (picker === undefined || picker === null) return null;
    this.#inFlight++;
    picker.number = this.#made++;
    return picker;
  }

  ended(picker: PrefixPicker): void {
    this.#inFlight--;
    if (this.#frontier !== null) {
      this.#frontier.ended(picker);
      this.#settle(this.#frontier);
      return;
    }
    const { path, widths } = picker;
    for (let depth = picker.depth + 1; depth < path.length; depth++) {
      for (let choice = widths[depth]! - 1; choice > 0; choice--)
        this.#open.push(new PrefixPicker({ path, depth, choice }));
    }
  }

  shard(index: number, count: number): void {
    this.#frontier = new Frontier(ROOT, index, count);
    this.#open = [];
  }

  #settle(frontier: Frontier): void {
    if (!frontier.isReached) return;
    this.#open = frontier.mine().map((prefix) => new PrefixPicker(prefix));
    this.split = frontier.digest;
    this.#frontier = null;
  }

  give(parts: number): PrefixShare | null {
    const given = this.#open.splice(0, Math.floor(this.#open.length / parts));
    if (given.length === 0) return null;
    this.#inFlight++;
    return { kind: 'prefixes', prefixes: given.map(({ parent, depth, choice }) => ({ path: parent, depth, choice })) };
  }

  takeBack(rest: PrefixShare | null): void {
    this.#inFlight--;
    if (rest !== null) this.#open = [...rest.prefixes.map((prefix) => new PrefixPicker(prefix)), ...this.#open];
  }

  restrictTo({ prefixes }: PrefixShare): void {
    this.#open = prefixes.map((prefix) => new PrefixPicker(prefix));
    this.#made = 1;
  }
}
