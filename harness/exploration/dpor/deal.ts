/** How a search is dealt out to shards: each cuts it into parts for itself, and keeps every so many-th of them. */
import type { Search } from './search.ts';

/** So many that the parts are about even, although the size of a search is a guess. */
const PARTS_PER_SHARD = 96;

export class Deal {
  readonly #index: number;
  readonly #count: number;
  #executed = 0;

  constructor(index: number, count: number) {
    this.#index = index;
    this.#count = count;
  }

  /** Schedules on the way to the parts are executed by all shards, and judged by one of them each. */
  isForeign(): boolean {
    return this.#executed++ % this.#count !== this.#index - 1;
  }

  isEnough(parts: number): boolean {
    return parts === 0 || parts >= PARTS_PER_SHARD * this.#count;
  }

  /** In turns, there and back, so that nobody always gets the larger one. */
  mine(parts: readonly Search[]): Search[] {
    const last = 2 * this.#count - 1;
    return parts.filter((_, i) => {
      const turn = i % (2 * this.#count);
      return Math.min(turn, last - turn) === this.#index - 1;
    });
  }
}
