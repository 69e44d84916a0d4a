/**
 * Delete, and delete again by CDC: cache-aside, and a binlog consumer deletes the key once more, as a second chance for the
 * writer's delete and in place of a writer that dies.
 * Race: a fill that was read before the commit and lands after both deletes. Rarer than under either alone, never impossible.
 */
import { fillOnMiss } from './fill-on-miss.ts';
import { deleteItem, insertItem, updateItem } from './items.ts';
import { readsOption } from './reads.ts';
import { defineStrategy, duration, z } from './strategy.ts';

export const deletePlusCdc = defineStrategy({
  name: 'delete-plus-cdc',
  title: 'Read: fill on a miss. Write: update the row, then delete the key. Binlog: delete the key again.',
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

    async onChange({ redis }, { key }) {
      await redis.del(key);
    },
  }),
});
