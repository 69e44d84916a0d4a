/** The consumer's end of the binlog: events in commit order, one at a time, unless a fault says otherwise. */
import type { EngineRun, RowChange } from '../engines/engine.ts';

export class Deliveries {
  readonly #engine: EngineRun;
  /** Committed and not delivered yet. */
  readonly #backlog: RowChange[] = [];
  #seen = 0;
  #last: RowChange | null = null;

  constructor(engine: EngineRun) {
    this.#engine = engine;
  }

  get waiting(): number {
    const { changes } = this.#engine;
    while (this.#seen < changes.length) this.#backlog.push(changes[this.#seen++]!);
    return this.#backlog.length;
  }

  get canRepeat(): boolean {
    return this.#last !== null;
  }

  next(): RowChange {
    this.#last = this.#backlog.shift()!;
    return this.#last;
  }

  /** The second one in front of the first. */
  nextButOne(): RowChange {
    this.#last = this.#backlog.splice(1, 1)[0]!;
    return this.#last;
  }

  /** The last one again: at-least-once delivery. */
  again(): RowChange {
    return this.#last!;
  }
}
