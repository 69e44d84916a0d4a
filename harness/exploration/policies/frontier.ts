/**
 * Where a search is cut into parts: executes schedules from the top of the tree until there are many subtrees, and deals these
 * out. Every shard does so for itself and comes to the same subtrees in the same order; the schedules executed on the way
 * are judged by one shard each.
 */
import type { Choice } from '../../scheduler/choice.ts';
import type { Prefix } from '../division/helpers.ts';
import { PrefixPicker } from './prefix-picker.ts';
import { digestOf } from '../replay/digest.ts';

/** So many that the parts are even, although the size of a subtree is a guess. */
const SUBTREES_PER_SHARD = 128;

/** A subtree, with a guess of how many schedules there are in it. */
interface Subtree {
  readonly prefix: Prefix;
  readonly size: number;
}

export class Frontier {
  readonly #index: number;
  readonly #count: number;
  /** The largest last. */
  readonly #subtrees: Subtree[];
  #executed = 0;
  #isInFlight = false;

  constructor(root: Prefix, index: number, count: number) {
    this.#subtrees = [{ prefix: root, size: 1 }];
    this.#index = index;
    this.#count = count;
  }

  get isReached(): boolean {
    const isEnough = this.#subtrees.length === 0 || this.#subtrees.length >= SUBTREES_PER_SHARD * this.#count;
    return isEnough && !this.#isInFlight;
  }

  /** The next schedule to execute on the way; null while one is being executed. */
  next(): PrefixPicker | null {
    if (this.#isInFlight) return null;
    this.#isInFlight = true;
    const isForeign = this.#executed++ % this.#count !== this.#index - 1;
    return new Scout(this.#subtrees.pop()!.prefix, isForeign);
  }

  /** What was chosen beyond the prefix opens subtrees. */
  ended(picker: PrefixPicker): void {
    this.#isInFlight = false;
    this.#subtrees.push(...subtreesOf(picker as Scout));
    this.#subtrees.sort((one, other) => one.size - other.size);
  }

  /** The subtrees of this shard, the largest first: each in turn goes to the shard that has least so far. */
  mine(): Prefix[] {
    const loads = Array.from({ length: this.#count }, () => ({ size: 0, prefixes: [] as Prefix[] }));
    for (const { prefix, size } of this.#subtrees.toReversed()) {
      const least = loads.reduce((one, other) =>
        other.size < one.size || (other.size === one.size && other.prefixes.length < one.prefixes.length) ? other : one,
      );
      least.size += size;
      least.prefixes.push(prefix);
    }
    return loads[this.#index - 1]!.prefixes;
  }

  get digest(): string {
    return digestOf(this.#subtrees.map(({ prefix: { path, depth, choice } }) => [path.slice(0, depth), choice]));
  }
}

/** Remembers whose each choice was. */
class Scout extends PrefixPicker {
  readonly lanes: number[][] = [];

  override pick(enabled: readonly Choice[]): number {
    const picked = super.pick(enabled);
    this.lanes.push(enabled.map(({ actor }) => actor.index));
    return picked;
  }

  override restart(): void {
    super.restart();
    this.lanes.length = 0;
  }
}

/** The guess: each actor takes as many steps as in the schedule that was executed, in any order. */
function subtreesOf({ path, lanes, depth }: Scout): Subtree[] {
  const subtrees: Subtree[] = [];
  const stepsLeft = new Map<number, number>();
  let orders = 1;
  for (let at = path.length - 1; at > depth; at--) {
    const taken = lanes[at]![path[at]!]!;
    const steps = (stepsLeft.get(taken) ?? 0) + 1;
    const left = path.length - at;
    stepsLeft.set(taken, steps);
    orders *= left / steps;
    lanes[at]!.forEach((lane, choice) => {
      const size = (orders * (stepsLeft.get(lane) ?? left)) / left;
      if (choice > 0) subtrees.push({ prefix: { path, depth: at, choice }, size });
    });
  }
  return subtrees;
}
