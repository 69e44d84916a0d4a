/** How a node hears Redis: its `subscriber`, in ioredis's shape, and the pushes on the connection of its commands, in node-redis's. */
import type { RedisMessage } from '../../engines/engine.ts';
import type { NodeRedis, Subscriber } from '../../../strategies/strategy.ts';
import { RedisHandle } from './redis.ts';
import type { Submitter } from './submitter.ts';

/** What the code of a node wants to be called for. */
export class Handlers {
  readonly messages: Parameters<Subscriber['on']>[1][] = [];
  readonly invalidations: Parameters<NodeRedis['on']>[1][] = [];

  /** Actor code: what the node does about a message. An emitter would not wait for what it returns; a lane does. */
  async handle({ channel, message, isPush }: RedisMessage): Promise<void> {
    if (isPush !== true) {
      await Promise.all(this.messages.map((handler) => handler(channel, message)));
      return;
    }
    const keys = message === '' ? [null] : message.split(',');
    for (const key of keys) await Promise.all(this.invalidations.map((handler) => handler(key)));
  }
}

export function subscriberHandle(submitter: Submitter, { messages }: Handlers): Subscriber {
  const connection = new RedisHandle(submitter);
  const handle: Subscriber = {
    subscribe: (...channels) => connection.send('subscribe', channels) as Promise<number>,
    on(event, handler) {
      if (event !== 'message') throw new TypeError(`subscriber.on('${String(event)}'): expected 'message'`);
      messages.push(handler);
      return handle;
    },
    client(subcommand) {
      if (subcommand !== 'ID') throw new TypeError(`subscriber.client('${String(subcommand)}'): expected 'ID'`);
      return connection.send('client', [subcommand]) as Promise<number>;
    },
  };
  return handle;
}

class NodeRedisHandle extends RedisHandle {
  readonly #handlers: Handlers;

  constructor(submitter: Submitter, handlers: Handlers) {
    super(submitter);
    this.#handlers = handlers;
  }

  on(event: string, handler: Handlers['invalidations'][number]): this {
    if (event !== 'invalidate') throw new TypeError(`redis.on('${event}'): expected 'invalidate'`);
    this.#handlers.invalidations.push(handler);
    return this;
  }

  client(subcommand: string, ...options: unknown[]): Promise<unknown> {
    if (subcommand !== 'TRACKING') throw new TypeError(`redis.client('${subcommand}'): expected 'TRACKING'`);
    return this.send('client', [subcommand, ...options]);
  }
}

export function nodeRedisHandle(submitter: Submitter, handlers: Handlers): NodeRedis {
  return new NodeRedisHandle(submitter, handlers) as unknown as NodeRedis;
}
