/**
 * Cache-aside: the reader fills the cache on a miss, the writer updates the row and then deletes the key.
 * Race: a reader misses and reads v1; a writer commits v2 and deletes; the reader stores v1, which stays until the TTL.
 * With `reads: replica` nobody need be interrupted: a miss after the delete reads v1 from a replica that lags.
 * Source: Nishtala et al., "Scaling Memcache at Facebook", NSDI 2013, §3.2.1 ("stale sets").
 */
import { fillOnMiss } from './fill-on-miss.ts';
import { deleteItem, insertItem, updateItem } from './items.ts';
import { readsOption } from './reads.ts';
import { defineStrategy, duration, z } from './strategy.ts';

export const cacheAside = defineStrategy({
  name: 'cache-aside',
  title: 'Read: fill on a miss. Write: update the row, then delete the key.',
  options: z.strictObject({ ttl: duration().prefault('60s'), reads: readsOption }),
  create: ({ ttl, reads }) => ({
    read: (context, key) => fillOnMiss(context, key, ttl, { reads }),

    async write({ redis, mysql }, key, value) {
      await updateItem(mysql, key, value);
      await redis.del(key);
    },

    async insert({ redis, mysql }, key, value) {
      await insertItem(mysql, key, value);
      await redis.del(key);
    },

    async delete({ redis, mysql }, key) {
      await deleteItem(mysql, key);
      await redis.del(key);
    },
  }),
});
