/**
 * Write both, the binlog repairs: the writer updates the row and sets the key; a binlog consumer sets each row's value again.
 * Race: the repair comes too early. A slow writer's SET, or the late fill of a reader that read v1, lands after the consumer has
 * stored the newest value, and nobody comes after it.
 */
import { fillOnMiss } from './fill-on-miss.ts';
import { updateItem } from './items.ts';
import { readsOption } from './reads.ts';
import { defineStrategy, duration, z } from './strategy.ts';

export const writeBothBinlog = defineStrategy({
  name: 'write-both-binlog',
  title: 'Read: fill on a miss. Write: update the row, then set the key. Binlog: set the key to the row again.',
  options: z.strictObject({ ttl: duration().prefault('60s'), reads: readsOption }),
  create: ({ ttl, reads }) => ({
    read: (context, key) => fillOnMiss(context, key, ttl, { reads }),

    async write({ redis, mysql }, key, value) {
      await updateItem(mysql, key, value);
      await redis.set(key, value, 'PX', ttl);
    },

    async onChange({ redis }, { key, after }) {
      if (after === null) await redis.del(key);
      else await redis.set(key, after.value, 'PX', ttl);
    },
  }),
});
