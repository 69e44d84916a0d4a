/** What a node's code is given when its process starts, and keeps for the messages that come. */
import type { StartContext, Subscriber } from '../../strategies/strategy.ts';
import { ActorContext, type Host } from './context.ts';
import { type Handlers, nodeRedisHandle, subscriberHandle } from './handles/subscriber.ts';
import type { Operation } from './step.ts';

export class ListenerContext extends ActorContext implements StartContext {
  /** The start, then each message: handles that were taken from here act on its behalf, in its lane. */
  override operation: Operation;
  readonly #handlers: Handlers;

  constructor(run: Host, start: Operation, handlers: Handlers) {
    super(run, start);
    this.operation = start;
    this.#handlers = handlers;
  }

  override get redis(): StartContext['redis'] {
    return nodeRedisHandle(this, this.#handlers);
  }

  get subscriber(): Subscriber {
    return subscriberHandle(this, this.#handlers);
  }
}
