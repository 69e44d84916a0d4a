/**
 * The deadlines of many keys, the earliest first: a binary heap. What has been overwritten or deleted stays in it until it
 * comes up, or until there is more of that than of the rest.
 */
import type { ShortMap } from '../../../short-map.ts';
import type { Deadline, Entry } from './database.ts';

type Entries = ShortMap<string, Entry>;

const NEVER = -1;
/** The queue may be so much longer than what is in it. */
const SLACK = 64;

export class DeadlineQueue {
  readonly #heap: Deadline[] = [];

  constructor(entries: Entries) {
    for (const [key, { expiresAtMs }] of entries) if (expiresAtMs !== NEVER) this.add(key, expiresAtMs);
  }

  /** @param count of the keys that have a deadline */
  isStale(count: number): boolean {
    return this.#heap.length > 2 * count + SLACK;
  }

  add(key: string, at: number): void {
    const heap = this.#heap;
    const added = { key, at };
    let place = heap.length;
    heap.push(added);
    while (place > 0) {
      const above = (place - 1) >> 1;
      if (!isBefore(added, heap[above]!)) break;
      heap[place] = heap[above]!;
      place = above;
    }
    heap[place] = added;
  }

  /** The earliest that still holds, ties by key; null when there is none. */
  first(entries: Entries): Deadline | null {
    for (let top = this.#heap[0]; top !== undefined; top = this.#heap[0]) {
      if (entries.get(top.key)?.expiresAtMs === top.at) return top;
      this.#removeFirst();
    }
    return null;
  }

  #removeFirst(): void {
    const heap = this.#heap;
    const last = heap.pop()!;
    if (heap.length === 0) return;
    let place = 0;
    for (;;) {
      let below = 2 * place + 1;
      if (below >= heap.length) break;
      if (below + 1 < heap.length && isBefore(heap[below + 1]!, heap[below]!)) below++;
      if (!isBefore(heap[below]!, last)) break;
      heap[place] = heap[below]!;
      place = below;
    }
    heap[place] = last;
  }
}

function isBefore(one: Deadline, other: Deadline): boolean {
  return one.at < other.at || (one.at === other.at && one.key < other.key);
}
