/**
 * What the run's keys held before each change, as copies on the server itself: what a replica that lacks the last changes
 * holds. A real failover would take every run on the server back; this takes one.
 */
import type { RedisCommand, RedisReply } from '../engine.ts';
import type { TtlBook } from './ttl-book.ts';

export interface PastOptions {
  readonly send: (command: RedisCommand) => Promise<RedisReply>;
  readonly book: TtlBook;
  /** Every key that a command has named. */
  readonly keys: ReadonlySet<string>;
}

interface Snapshot {
  /** By key: the name of its copy, and when it expires. */
  readonly copies: ReadonlyMap<string, { readonly name: string; readonly deadline: number | null }>;
}

export class RedisPast {
  readonly #options: PastOptions;
  readonly #snapshots: Snapshot[] = [];
  #copies = 0;
  /** The names of all copies, for whoever tidies up. */
  readonly names: string[] = [];

  constructor(options: PastOptions) {
    this.#options = options;
  }

  /** To be called before whatever may be a change. */
  async remember(): Promise<void> {
    const { keys, book } = this.#options;
    const copies = new Map<string, { readonly name: string; readonly deadline: number | null }>();
    for (const key of keys) {
      const name = `past:${++this.#copies}:${key}`;
      if ((await this.#copy(key, name)) === 0) continue;
      this.names.push(name);
      copies.set(key, { name, deadline: book.deadline(key) });
    }
    this.#snapshots.push({ copies });
  }

  /** To be called when it was none. */
  forgetLast(): void {
    this.#snapshots.pop();
  }

  /** As the embedded engine's: back to where things were before the last changes. */
  async recall(changes: number): Promise<void> {
    const { send, keys, book } = this.#options;
    const kept = Math.max(0, this.#snapshots.length - changes);
    const snapshot = this.#snapshots[kept];
    if (snapshot === undefined) return;
    this.#snapshots.length = kept;
    await send({ name: 'del', args: [...keys] });
    book.clearAll();
    for (const [key, { name, deadline }] of snapshot.copies) {
      await this.#copy(name, key);
      if (deadline !== null) book.restore(key, deadline);
    }
  }

  async #copy(from: string, to: string): Promise<number> {
    return (await this.#options.send({ name: 'copy', args: [from, to, 'REPLACE'] })) as number;
  }
}
