/**
 * (Delayed) double delete: delete the key, update the row, wait, delete the key again.
 * Race: a fill that lands after the second delete. The delay makes it rare and never impossible: it has to be longer than
 * the slowest read and fill, and nothing bounds those.
 */
import { fillOnMiss } from './fill-on-miss.ts';
import { updateItem } from './items.ts';
import { readsOption } from './reads.ts';
import { defineStrategy, duration, z } from './strategy.ts';

export const doubleDelete = defineStrategy({
  name: 'double-delete',
  title: 'Read: fill on a miss. Write: delete the key, update the row, wait, delete the key again.',
  options: z.strictObject({ ttl: duration().prefault('60s'), delay: duration().prefault('0ms'), reads: readsOption }),
  create: ({ ttl, delay, reads }) => ({
    read: (context, key) => fillOnMiss(context, key, ttl, { reads }),

    async write({ redis, mysql, clock }, key, value) {
      await redis.del(key);
      await updateItem(mysql, key, value);
      if (delay > 0) await clock.sleep(delay);
      await redis.del(key);
    },
  }),
});
