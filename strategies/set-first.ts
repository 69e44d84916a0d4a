/**
 * Set first: the writer stores the new value in the cache, then updates the row.
 * Race: readers see v2 before it is committed; a reader that read v1 stores it over v2; when the update fails or the
 * writer dies in between, the cache serves a value that MySQL never had.
 */
import { fillOnMiss } from './fill-on-miss.ts';
import { updateItem } from './items.ts';
import { readsOption } from './reads.ts';
import { defineStrategy, duration, z } from './strategy.ts';

export const setFirst = defineStrategy({
  name: 'set-first',
  title: 'Read: fill on a miss. Write: set the key to the new value, then update the row.',
  options: z.strictObject({ ttl: duration().prefault('60s'), reads: readsOption }),
  create: ({ ttl, reads }) => ({
    read: (context, key) => fillOnMiss(context, key, ttl, { reads }),

    async write({ redis, mysql }, key, value) {
      await redis.set(key, value, 'PX', ttl);
      await updateItem(mysql, key, value);
    },
  }),
});
