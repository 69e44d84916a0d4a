/**
 * Read-through: the service asks a cache layer, and that layer loads what it does not have. In one process it handles a key's
 * loads and invalidations one after the other, as Caffeine, Coherence or Hazelcast do, so there a load cannot cross a write.
 * Race: with a second node there are two such layers before one Redis, and it is cache-aside again: a load on one node that
 * began before the commit stores its value after the other node's delete.
 */
import { fillOnMiss } from './fill-on-miss.ts';
import { updateItem } from './items.ts';
import { KeyLock } from './key-lock.ts';
import { defineStrategy, duration, z } from './strategy.ts';

export const readThrough = defineStrategy({
  name: 'read-through',
  title:
    'Read: the cache layer loads on a miss. Write: update the row, delete the key. On a node, one at a time per key.',
  options: z.strictObject({ ttl: duration().prefault('60s') }),
  create: ({ ttl }) => {
    const layer = new KeyLock();
    return {
      read: (context, key) => layer.run(key, () => fillOnMiss(context, key, ttl)),

      write: ({ redis, mysql }, key, value) =>
        layer.run(key, async () => {
          await updateItem(mysql, key, value);
          await redis.del(key);
        }),
    };
  },
});
