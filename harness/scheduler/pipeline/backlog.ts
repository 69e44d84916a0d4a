/** Committed row changes that the first reader of the binlog has still to take, in commit order. */
import type { EngineRun, RowChange } from '../../engines/engine.ts';
import type { FaultKind } from '../../scenario.ts';

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

  /** Whether there is something that a fault of this kind can strike. */
  canBeHitBy(kind: FaultKind): boolean {
    return kind === 'duplicate' ? this.last !== null : this.length >= atLeastFor(kind);
  }

  /** The next one; with a fault, the last one again, or the next but one. There must be such a one. */
  take(fault: FaultKind | null): RowChange {
    if (fault === 'duplicate') return this.last!;
    this.last = this.#waiting.splice(fault === 'reorder' ? 1 : 0, 1)[0]!;
    return this.last;
  }
}

/** How many events must wait for a fault to be able to strike the first of them. */
export function atLeastFor(kind: FaultKind): number {
  return kind === 'reorder' ? 2 : 1;
}
