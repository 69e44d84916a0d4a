/** What waits to be handled, the oldest first. However long a load lasts, what was handled is let go. */
export class Backlog<Item> {
  #items: Item[] = [];
  /** Where the first that waits stands. */
  #next = 0;

  /** Undefined: nothing waits. */
  get first(): Item | undefined {
    return this.#items[this.#next];
  }

  push(item: Item): void {
    this.#items.push(item);
  }

  /** The first is handled now. There is one. */
  take(): Item {
    const item = this.#items[this.#next++]!;
    if (this.#next >= COMPACT_AT || this.#next === this.#items.length) {
      this.#items = this.#items.slice(this.#next);
      this.#next = 0;
    }
    return item;
  }
}

/** Handled ones are let go in portions. */
const COMPACT_AT = 1024;
