/**
 * Which node has read which key since it was last told of a change (Redis's tracking table), and whom a change is told. As in
 * Redis 8: what others change is told at once, what a node changes itself when its command has been answered, what is
 * broadcast when the step is over.
 */
import type { TrackingOptions } from '../../../tracking-options.ts';

type On = Extract<TrackingOptions, { readonly isOn: true }>;

/** @param keys that have changed; null: all are gone */
export type Tell = (node: number, keys: readonly string[] | null) => void;

/** A change by nobody's command: an eviction, an expiry. */
const NOBODY = 0;

export class Tracking {
  /** The nodes that have it on. */
  readonly #nodes = new Map<number, On>();
  /** By key. An entry is gone with the first change, whoever is told. */
  readonly #readers = new Map<string, Set<number>>();
  readonly #tell: Tell;
  /** Whose command is executed. */
  #by = NOBODY;
  #ownChanges: string[] = [];
  /** By key: who changed it first in this step. */
  readonly #broadcasts = new Map<string, number>();

  constructor(tell: Tell) {
    this.#tell = tell;
  }

  set(node: number, options: TrackingOptions): void {
    if (options.isOn) this.#nodes.set(node, options);
    else this.#nodes.delete(node);
  }

  begin(by: number): void {
    this.#by = by;
  }

  /** The command of the node has read these keys, whether they exist or not. */
  hasRead(keys: readonly string[]): void {
    const options = this.#nodes.get(this.#by);
    if (options === undefined || options.isBroadcast) return;
    for (const key of keys) {
      const readers = this.#readers.get(key) ?? new Set();
      readers.add(this.#by);
      this.#readers.set(key, readers);
    }
  }

  changed(key: string): void {
    if (this.#nodes.size === 0) return;
    if (!this.#broadcasts.has(key)) this.#broadcasts.set(key, this.#by);
    const readers = this.#readers.get(key);
    if (readers === undefined) return;
    this.#readers.delete(key);
    for (const node of readers) {
      const options = this.#nodes.get(node);
      if (options === undefined || options.isBroadcast) continue;
      if (node !== this.#by) this.#tell(node, [key]);
      else if (!options.noLoop) this.#ownChanges.push(key);
    }
  }

  /** Every key is gone, by somebody else's command. */
  flushed(): void {
    this.#readers.clear();
    for (const node of this.#nodes.keys()) this.#tell(node, null);
  }

  /** The step is over. */
  end(): void {
    for (const key of this.#ownChanges) this.#tell(this.#by, [key]);
    this.#ownChanges = [];
    if (this.#broadcasts.size > 0) this.#broadcast();
    this.#by = NOBODY;
  }

  #broadcast(): void {
    const changes = [...this.#broadcasts].sort(([one], [other]) =>
      Buffer.compare(Buffer.from(one), Buffer.from(other)),
    );
    this.#broadcasts.clear();
    for (const [node, { isBroadcast, prefixes, noLoop }] of this.#nodes) {
      if (!isBroadcast) continue;
      for (const prefix of prefixes.length === 0 ? [''] : prefixes) {
        const keys = changes.filter(([key, by]) => key.startsWith(prefix) && !(noLoop && by === node));
        if (keys.length > 0)
          this.#tell(
            node,
            keys.map(([key]) => key),
          );
      }
    }
  }
}
