/**
 * A map for what has a few keys nearly always: looking through those is faster than hashing, and there is nothing to set up.
 * With more it becomes a `Map`. Keys come in the order in which they were added, as there.
 */

/** Up to this many keys are looked through. */
const FEW = 8;

interface Link<Key, Value> {
  readonly key: Key;
  value: Value;
  next: Link<Key, Value> | null;
}

export class ShortMap<Key extends string | number, Value extends object> {
  #first: Link<Key, Value> | null = null;
  /** Of the links. */
  #count = 0;
  /** Null while there are few. */
  #many: Map<Key, Value> | null = null;

  get(key: Key): Value | undefined {
    if (this.#many !== null) return this.#many.get(key);
    for (let link = this.#first; link !== null; link = link.next) if (link.key === key) return link.value;
    return undefined;
  }

  has(key: Key): boolean {
    return this.get(key) !== undefined;
  }

  set(key: Key, value: Value): void {
    if (this.#many !== null) {
      this.#many.set(key, value);
      return;
    }
    let last: Link<Key, Value> | null = null;
    for (let link = this.#first; link !== null; link = link.next) {
      if (link.key === key) {
        link.value = value;
        return;
      }
      last = link;
    }
    const added = { key, value, next: null };
    if (last === null) this.#first = added;
    else last.next = added;
    if (++this.#count <= FEW) return;
    this.#many = new Map(this);
    this.#first = null;
  }

  delete(key: Key): boolean {
    if (this.#many !== null) return this.#many.delete(key);
    let before: Link<Key, Value> | null = null;
    for (let link = this.#first; link !== null; link = link.next) {
      if (link.key === key) {
        if (before === null) this.#first = link.next;
        else before.next = link.next;
        this.#count--;
        return true;
      }
      before = link;
    }
    return false;
  }

  clear(): void {
    this.#first = this.#many = null;
    this.#count = 0;
  }

  *[Symbol.iterator](): IterableIterator<[Key, Value]> {
    if (this.#many !== null) return yield* this.#many;
    for (let link = this.#first; link !== null; link = link.next) yield [link.key, link.value];
  }
}
