/**
 * Delete first: the writer deletes the key, then updates the row.
 * Race: between the two, any reader misses, reads v1 and stores it. No unlucky timing is needed, a slow writer is enough.
 * Source: the first half of "delayed double delete"; see double-delete.ts.
 */
import { fillOnMiss } from './fill-on-miss.ts';
import { updateItem } from './items.ts';
import { readsOption } from './reads.ts';
import { defineStrategy, duration, z } from './strategy.ts';

export const deleteFirst = defineStrategy({
  name: 'delete-first',
  title: 'Read: fill on a miss. Write: delete the key, then update the row.',
  options: z.strictObject({ ttl: duration().prefault('60s'), reads: readsOption }),
  create: ({ ttl, reads }) => ({
    read: (context, key) => fillOnMiss(context, key, ttl, { reads }),

    async write({ redis, mysql }, key, value) {
      await redis.del(key);
      await updateItem(mysql, key, value);
    },
  }),
});
