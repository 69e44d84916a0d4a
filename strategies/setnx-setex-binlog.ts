/**
 * setNX / setEX with binlog compensation: as setnx-setex, and a binlog consumer sets each row's new value, in order.
 * It repairs crashed and inverted writers, on the assumption that the binlog never overtakes the writer's own SETEX.
 * Race: with two writers, one of them is slow: the consumer has set v3 already when the SETEX of v2 lands.
 */
import { fillIfAbsent } from './fill-if-absent.ts';
import { updateItem } from './items.ts';
import { readsOption } from './reads.ts';
import { defineStrategy, duration, z } from './strategy.ts';

export const setnxSetexBinlog = defineStrategy({
  name: 'setnx-setex-binlog',
  title: 'Read: SET NX EX on a miss. Write: update the row, SETEX the new value. Binlog: SETEX the row again.',
  options: z.strictObject({ ttl: duration().prefault('60s'), reads: readsOption }),
  create: ({ ttl, reads }) => {
    const ttlSeconds = Math.ceil(ttl / 1000);
    return {
      read: (context, key) => fillIfAbsent(context, key, ttlSeconds, reads),

      async write({ redis, mysql }, key, value) {
        await updateItem(mysql, key, value);
        await redis.setex(key, ttlSeconds, value);
      },

      async onChange({ redis }, { key, after }) {
        if (after === null) await redis.del(key);
        else await redis.setex(key, ttlSeconds, after.value);
      },
    };
  },
});
