/**
 * setNX / setEX: the reader fills only an absent key, the writer updates the row and overwrites the key.
 * One reader and one writer cannot go wrong: an old fill loses against the writer's value.
 * Race: two writers store in the other order than they committed; or the key is evicted before an old fill arrives.
 */
import { fillIfAbsent } from './fill-if-absent.ts';
import { updateItem } from './items.ts';
import { readsOption } from './reads.ts';
import { defineStrategy, duration, z } from './strategy.ts';

export const setnxSetex = defineStrategy({
  name: 'setnx-setex',
  title: 'Read: SET NX EX on a miss. Write: update the row, then SETEX the new value.',
  options: z.strictObject({ ttl: duration().prefault('60s'), reads: readsOption }),
  create: ({ ttl, reads }) => {
    const ttlSeconds = Math.ceil(ttl / 1000);
    return {
      read: (context, key) => fillIfAbsent(context, key, ttlSeconds, reads),

      async write({ redis, mysql }, key, value) {
        await updateItem(mysql, key, value);
        await redis.setex(key, ttlSeconds, value);
      },
    };
  },
});
