/**
 * Negative cache: that there is no such row is cached too, as a placeholder, so that reads of what does not exist stop at Redis.
 * Race: a reader finds no row, one is inserted and the key is deleted, and then the reader stores the placeholder: the row is
 * denied until `null_ttl`. Without `insert_deletes` no race is needed: whoever inserts does not find what it has inserted.
 * Source: go-zero core/stores/cache (SETNX "*"); Uber CacheFront's "read own inserts".
 */
import { deleteItem, insertItem, selectItem, updateItem } from './items.ts';
import { defineStrategy, duration, z } from './strategy.ts';

const NO_ROW = '*';

const options = z.strictObject({
  ttl: duration().prefault('60s'),
  null_ttl: duration().prefault('60s'),
  insert_deletes: z.boolean().default(true),
});

export const negativeCache = defineStrategy({
  name: 'negative-cache',
  title:
    'Read: fill on a miss, also with a placeholder for no row. Write, insert, delete: in MySQL, then delete the key.',
  options,
  create: ({ ttl, null_ttl: nullTtl, insert_deletes: insertDeletes }) => ({
    async read({ redis, mysql }, key) {
      const cached = await redis.get(key);
      if (cached !== null) return cached === NO_ROW ? null : cached;
      const item = await selectItem(mysql, key);
      if (item === null) await redis.set(key, NO_ROW, 'PX', nullTtl, 'NX');
      else await redis.set(key, item.value, 'PX', ttl);
      return item?.value ?? null;
    },

    async write({ redis, mysql }, key, value) {
      await updateItem(mysql, key, value);
      await redis.del(key);
    },

    async insert({ redis, mysql }, key, value) {
      await insertItem(mysql, key, value);
      if (insertDeletes) await redis.del(key);
    },

    async delete({ redis, mysql }, key) {
      await deleteItem(mysql, key);
      await redis.del(key);
    },
  }),
});
