/**
 * Write-through: the service writes to a cache layer, and that layer updates the row and its own entry before it answers. In
 * one process it handles a key's loads and writes one after the other, so there the last to commit is the last to store.
 * Race: with a second node it is write-then-set again: two nodes commit v2, v3 and store v3, v2; and a load on one node that
 * began before the commit stores its value over the other node's.
 */
import { fillOnMiss } from './fill-on-miss.ts';
import { updateItem } from './items.ts';
import { KeyLock } from './key-lock.ts';
import { defineStrategy, duration, z } from './strategy.ts';

export const writeThrough = defineStrategy({
  name: 'write-through',
  title: 'Read: the cache layer loads on a miss. Write: it updates row and key. On a node, one at a time per key.',
  options: z.strictObject({ ttl: duration().prefault('60s') }),
  create: ({ ttl }) => {
    const layer = new KeyLock();
    return {
      read: (context, key) => layer.run(key, () => fillOnMiss(context, key, ttl)),

      write: ({ redis, mysql }, key, value) =>
        layer.run(key, async () => {
          await updateItem(mysql, key, value);
          await redis.set(key, value, 'PX', ttl);
        }),
    };
  },
});
