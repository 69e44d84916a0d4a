/** Committed row changes that the first reader of the binlog has still to take, in commit order. */
import type { EngineRun, RowChange } from '../../engines/engine.ts';

export class Backlog {
  /** The one that was taken last. */
  last: RowChange | null = null;
  readonly #engine: EngineRun;
  readonly #waiting: RowChange[] = [];
  #seen = 0;

  constructor(engine: EngineRun) {
    this.#engine = engine;
  }

  get length(): number {
    const { changes } = this.#engine;
    while (this.#seen < changes.length) this.#waiting.push(changes[this.#seen++]!);
    return this.#waiting.length;
  }

  /** @param at 0 for the next one; there must be one */
  take(at: number): RowChange {
    this.last = this.#waiting.splice(at, 1)[0]!;
    return this.last;
  }
}
