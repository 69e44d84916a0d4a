/**
 * The deadlines of a run's keys, on the virtual clock. On the wire no key keeps a time to live: when it expires is
 * decided by the schedule.
 */
import { EPOCH_MS } from '../epoch.ts';
import type { VirtualTime } from '../engine.ts';

export class TtlBook {
  readonly #time: VirtualTime;
  readonly #deadlines = new Map<string, number>();

  constructor(time: VirtualTime) {
    this.#time = time;
  }

  /** @returns null when the key has no deadline. */
  deadline(key: string): number | null {
    return this.#deadlines.get(key) ?? null;
  }

  /** Milliseconds left; null when the key has no deadline. A key lives until its expiry is a step, so it may be 0. */
  remainingMs(key: string): number | null {
    const deadline = this.#deadlines.get(key);
    return deadline === undefined ? null : Math.max(0, deadline - this.#time.now);
  }

  set(key: string, remainingMs: number): void {
    this.#deadlines.set(key, this.#time.now + remainingMs);
  }

  /** @param deadline as `deadline` gave it */
  restore(key: string, deadline: number): void {
    this.#deadlines.set(key, deadline);
  }

  clear(key: string): void {
    this.#deadlines.delete(key);
  }

  clearAll(): void {
    this.#deadlines.clear();
  }

  /** The keys that have a deadline. */
  get keys(): readonly string[] {
    return [...this.#deadlines.keys()];
  }

  /** What TIME answers: seconds and the microseconds beyond. */
  get timeReply(): readonly string[] {
    const { unixMs } = this;
    return [String(Math.floor(unixMs / 1000)), String(Math.floor((unixMs % 1000) * 1000))];
  }

  /** What a client's wall clock shows. */
  get unixMs(): number {
    return EPOCH_MS + this.#time.now;
  }

  /** The earliest deadline, ties by key. */
  next(): { readonly key: string; readonly at: number } | null {
    let next: { readonly key: string; readonly at: number } | null = null;
    for (const [key, at] of this.#deadlines) {
      if (next === null || at < next.at || (at === next.at && key < next.key)) next = { key, at };
    }
    return next;
  }
}
