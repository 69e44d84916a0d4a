/** What Redis held before each of its changes: what a replica that lacks the last of them holds. */
import type { Database, Value } from './database.ts';
import { NEVER } from './database.ts';
import { SortedSet } from './values/sorted-set.ts';
import { UniqueSet } from './values/unique-set.ts';

type Snapshot = readonly { readonly key: string; readonly value: Value; readonly expiresAtMs: number }[];

export class Past {
  readonly #database: Database;
  readonly #snapshots: Snapshot[] = [];

  constructor(database: Database) {
    this.#database = database;
  }

  /** To be called before whatever may be a change. */
  remember(): void {
    this.#snapshots.push(
      Array.from(this.#database.entries, ([key, { value, expiresAtMs }]) => ({
        key,
        value: copyOf(value),
        expiresAtMs,
      })),
    );
  }

  /** To be called when it was none. */
  forgetLast(): void {
    this.#snapshots.pop();
  }

  /** Puts Redis back to where it was before the last changes; what was before the first of them is the beginning. */
  recall(changes: number): void {
    const kept = Math.max(0, this.#snapshots.length - changes);
    const snapshot = this.#snapshots[kept];
    if (snapshot === undefined) return;
    this.#snapshots.length = kept;
    const database = this.#database;
    database.clear();
    for (const { key, value, expiresAtMs } of snapshot) {
      database.put(key, value);
      if (expiresAtMs !== NEVER) database.setDeadline(key, database.get(key)!, expiresAtMs);
    }
  }
}

function copyOf(value: Value): Value {
  if (typeof value === 'string') return value;
  if (value instanceof UniqueSet || value instanceof SortedSet) return value.copy();
  return new Map(value);
}
