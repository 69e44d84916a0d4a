/**
 * A bounded map that keeps its smallest entries. What is among the smallest in the end has been among them all along, so it
 * was never dropped on the way: counts kept in the values are exact, and maps can be merged in any order.
 */
export interface Entry<Value> {
  readonly size: number;
  readonly value: Value;
}

/** Plain data. */
export type Entries<Value> = ReadonlyMap<string, Entry<Value>>;

export class Smallest<Value> {
  readonly #limit: number;
  readonly #entries = new Map<string, Entry<Value>>();

  constructor(limit: number) {
    this.#limit = limit;
  }

  get(name: string): Value | undefined {
    return this.#entries.get(name)?.value;
  }

  add(name: string, size: number, value: Value): void {
    this.#entries.set(name, { size, value });
    if (this.#entries.size >= 2 * this.#limit) this.#trim();
  }

  /** Smallest first, those of equal size by name. */
  get entries(): Entries<Value> {
    this.#trim();
    return this.#entries;
  }

  get values(): readonly Value[] {
    return [...this.entries.values()].map(({ value }) => value);
  }

  #trim(): void {
    const sorted = [...this.#entries].sort(
      ([name, one], [otherName, other]) => one.size - other.size || (name < otherName ? -1 : 1),
    );
    this.#entries.clear();
    for (const [name, entry] of sorted.slice(0, this.#limit)) this.#entries.set(name, entry);
  }
}
