/** Which keys a process is asked for often: two ways to find out, both of bounded size. */

export interface HotKeyDetector {
  /** Notes a request. @returns whether the key is hot now */
  note(key: string, nowMs: number): boolean;
}

/** A count for each of the most frequent keys, at most `size` of them; who comes new takes the place and the count of the least. */
export class TopKeys implements HotKeyDetector {
  readonly #size: number;
  readonly #threshold: number;
  readonly #counts = new Map<string, number>();

  constructor(size: number, threshold: number) {
    this.#size = size;
    this.#threshold = threshold;
  }

  note(key: string): boolean {
    let count = this.#counts.get(key);
    if (count === undefined) {
      count = this.#counts.size < this.#size ? 0 : this.#evict();
    }
    this.#counts.set(key, count + 1);
    return count + 1 >= this.#threshold;
  }

  #evict(): number {
    const [key, count] = [...this.#counts].reduce((least, entry) => (entry[1] < least[1] ? entry : least));
    this.#counts.delete(key);
    return count;
  }
}

const SLOTS = 10;

/** Requests per window: a ring of counters for each key, one for each tenth of the window. */
export class SlidingWindow implements HotKeyDetector {
  readonly #slotMs: number;
  readonly #threshold: number;
  readonly #rings = new Map<string, { readonly slots: number[]; newest: number }>();

  constructor(windowMs: number, threshold: number) {
    this.#slotMs = windowMs / SLOTS;
    this.#threshold = threshold;
  }

  note(key: string, nowMs: number): boolean {
    const slot = Math.floor(nowMs / this.#slotMs);
    const ring = this.#rings.get(key) ?? { slots: Array<number>(SLOTS).fill(0), newest: slot };
    this.#rings.set(key, ring);
    for (let passed = ring.newest + 1; passed <= slot && passed <= ring.newest + SLOTS; passed++) {
      ring.slots[passed % SLOTS] = 0;
    }
    ring.newest = slot;
    ring.slots[slot % SLOTS]!++;
    return ring.slots.reduce((sum, count) => sum + count, 0) >= this.#threshold;
  }
}
