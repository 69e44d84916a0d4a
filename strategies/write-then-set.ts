/**
 * Write, then set: the writer updates the row, then stores the new value in the cache.
 * Race: two writers commit v2, v3 and store v3, v2. Also a reader that read v1 may store it after the writer stored v2.
 * Source: the "double write" inversion, e.g. "Scaling Memcache at Facebook", NSDI 2013, §3.2 (why deletes, not updates).
 */
import { fillOnMiss } from './fill-on-miss.ts';
import { updateItem } from './items.ts';
import { readsOption } from './reads.ts';
import { defineStrategy, duration, z } from './strategy.ts';

export const writeThenSet = defineStrategy({
  name: 'write-then-set',
  title: 'Read: fill on a miss. Write: update the row, then set the key to the new value.',
  options: z.strictObject({ ttl: duration().prefault('60s'), reads: readsOption }),
  create: ({ ttl, reads }) => ({
    read: (context, key) => fillOnMiss(context, key, ttl, { reads }),

    async write({ redis, mysql }, key, value) {
      await updateItem(mysql, key, value);
      await redis.set(key, value, 'PX', ttl);
    },
  }),
});
