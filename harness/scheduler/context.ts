/** What a strategy's code is given: handles that have the shape of the real clients. */
import type { Context, Node } from '../../strategies/strategy.ts';
import { clockHandle } from './handles/clock.ts';
import { localHandle } from './handles/local.ts';
import { mysqlHandle } from './handles/mysql.ts';
import { redisHandle } from './handles/redis.ts';
import type { Submitter } from './handles/submitter.ts';
import type { Run } from './run.ts';
import type { Operation, Step } from './step.ts';

/** Handles are made when the strategy first asks for them. */
export class ActorContext implements Context, Submitter {
  readonly operation: Operation;
  readonly #run: Run;

  constructor(run: Run, operation: Operation) {
    this.#run = run;
    this.operation = operation;
  }

  get time(): { readonly now: number } {
    this.#run.readsClock = true;
    return this.#run.time;
  }

  get replicas(): number {
    return this.#run.plan.scenario.replicas;
  }

  submit(step: Step): Promise<unknown> {
    return this.#run.submit(step);
  }

  get redis(): Context['redis'] {
    return redisHandle(this);
  }

  get mysql(): Context['mysql'] {
    return mysqlHandle(this);
  }

  get local(): Context['local'] {
    return localHandle(this, this.#run.memories[this.operation.node - 1]!);
  }

  get clock(): Context['clock'] {
    return clockHandle(this);
  }

  get node(): Node {
    return nodeOf(this.operation.node);
  }

  get nodes(): readonly Node[] {
    return this.#run.instances.map((_, i) => nodeOf(i + 1));
  }
}

function nodeOf(number: number): Node {
  return { name: `node${number}`, number };
}
