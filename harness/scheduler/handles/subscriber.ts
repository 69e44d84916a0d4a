/** The `subscriber` handle: a connection that listens, in ioredis's shape. */
import type { NodeRedis, Subscriber } from '../../../strategies/strategy.ts';
import { RedisHandle } from './redis.ts';
import type { Submitter } from './submitter.ts';

export type MessageHandler = Parameters<Subscriber['on']>[1];

/** @param handlers gets what is to be called for each message */
export function subscriberHandle(submitter: Submitter, handlers: MessageHandler[]): Subscriber {
  const connection = new RedisHandle(submitter);
  const handle: Subscriber = {
    subscribe: (...channels) => connection.send('subscribe', channels) as Promise<number>,
    on(event, handler) {
      if (event !== 'message') throw new TypeError(`subscriber.on('${String(event)}'): expected 'message'`);
      handlers.push(handler);
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
  client(subcommand: string, ...options: unknown[]): Promise<unknown> {
    if (subcommand !== 'TRACKING') throw new TypeError(`redis.client('${subcommand}'): expected 'TRACKING'`);
    return this.send('client', [subcommand, ...options]);
  }
}

export function nodeRedisHandle(submitter: Submitter): NodeRedis {
  return new NodeRedisHandle(submitter) as unknown as NodeRedis;
}
