/**
 * A generation for each key, in Redis: part of the key under which a value is cached. It can be put around any cache, since
 * it needs nothing of it but keys.
 *
 * It must outlive the values: where Redis may evict it, give it a random number in place of the next one.
 */
import type { Redis } from 'ioredis';

export interface Generations {
  /** The key to ask the cache for. */
  current(key: string): Promise<string>;
  /** Nobody asks for what was cached so far. To be called when the update is committed, before it is acknowledged. */
  next(key: string): Promise<void>;
}

export function generations(redis: Redis): Generations {
  return {
    current: async (key) => `${key}:${(await redis.get(`generation:${key}`)) ?? '0'}`,
    async next(key) {
      await redis.incr(`generation:${key}`);
    },
  };
}
