/** What a strategy's code is given: handles that have the shape of the real clients. */
import type { Context, Node, Peer } from '../../strategies/strategy.ts';
import { clockHandle } from './handles/clock.ts';
import type { LocalMemory } from './handles/local.ts';
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

  get nodes(): readonly Peer[] {
    return this.#run.instances.map((_, i) => peerOf(this.#run, this.operation, i + 1));
  }

  get isForwarded(): boolean {
    return false;
  }
}

/** Of a request that another node has sent here: the same actor, this node's memory. */
class ForwardedContext extends ActorContext {
  readonly #number: number;
  readonly #memory: LocalMemory;

  constructor(run: Run, operation: Operation, number: number) {
    super(run, operation);
    this.#number = number;
    this.#memory = run.memories[number - 1]!;
  }

  override get local(): Context['local'] {
    return localHandle(this, this.#memory);
  }

  override get node(): Node {
    return nodeOf(this.#number);
  }

  override submit(step: Step): Promise<unknown> {
    step.forwardedTo = this.#number;
    return super.submit(step);
  }

  override get isForwarded(): boolean {
    return true;
  }
}

function peerOf(run: Run, operation: Operation, number: number): Peer {
  const instance = run.instances[number - 1]!;
  return {
    ...nodeOf(number),
    read: (key) => instance.read(new ForwardedContext(run, operation, number), key),
    write: (key, value) => instance.write(new ForwardedContext(run, operation, number), key, value),
  };
}

function nodeOf(number: number): Node {
  return { name: `node${number}`, number };
}
