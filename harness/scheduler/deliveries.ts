/** The consumer's end of the binlog: events in commit order, one at a time, unless a fault says otherwise. */
import type { EngineRun, RowChange } from '../engines/engine.ts';
import type { Actor } from './actor.ts';
import { Step } from './step.ts';

export class Deliveries {
  readonly #engine: EngineRun;
  readonly #consumer: Actor | null;
  readonly #keyOf: ReadonlyMap<number, string>;
  /** Committed and not delivered yet. */
  readonly #backlog: RowChange[] = [];
  #seen = 0;
  #last: RowChange | null = null;

  constructor(engine: EngineRun, consumer: Actor | null, keyOf: ReadonlyMap<number, string>) {
    this.#engine = engine;
    this.#consumer = consumer;
    this.#keyOf = keyOf;
  }

  get waiting(): number {
    const { changes } = this.#engine;
    while (this.#seen < changes.length) this.#backlog.push(changes[this.#seen++]!);
    return this.#backlog.length;
  }

  get canRepeat(): boolean {
    return this.#last !== null;
  }

  /** The step that hands the next event to the consumer. */
  next(): Step {
    return this.#deliver(this.#backlog.shift()!);
  }

  /** The second one in front of the first. */
  nextButOne(): Step {
    return this.#deliver(this.#backlog.splice(1, 1)[0]!);
  }

  /** The last one again: at-least-once delivery. */
  again(): Step {
    return this.#deliver(this.#last!);
  }

  #deliver(event: RowChange): Step {
    this.#last = event;
    const step = new Step(this.#consumer!, null, 'binlog', 'deliver');
    step.event = event;
    step.subject = this.#keyOf.get(event.id) ?? `item:${event.id}`;
    return step;
  }
}
