/**
 * Bloom guard: cache-aside behind a Bloom filter of all keys, so that reads of what does not exist touch neither the cache's
 * keys nor MySQL. Race: the filter says no to a row that is there. It is built by who finds none: with `rebuild: swap` it
 * replaces what an insert has added since the table was read; with `merge` it keeps that. With `add: after` the row is
 * there before its bits are, and a process that dies in between leaves a row that nobody can read.
 */
import { addToFilter, mayContain, storeFilter } from './bloom-filter.ts';
import { fillOnMiss } from './fill-on-miss.ts';
import { deleteItem, insertItem, updateItem } from './items.ts';
import type { Context, Item } from './strategy.ts';
import { defineStrategy, duration, z } from './strategy.ts';

const options = z.strictObject({
  ttl: duration().prefault('60s'),
  rebuild: z.enum(['merge', 'swap']).default('merge'),
  add: z.enum(['before', 'after']).default('before'),
});

export const bloomGuard = defineStrategy({
  name: 'bloom-guard',
  title:
    'Read: no row if the Bloom filter says so, else fill on a miss. Write: update, delete the key. Insert: also add to it.',
  options,
  create: ({ ttl, rebuild, add }) => {
    async function build({ redis, mysql }: Context): Promise<void> {
      const [rows] = await mysql.query('SELECT id FROM items');
      const keys = (rows as Pick<Item, 'id'>[]).map(({ id }) => `item:${id}`);
      await storeFilter(redis, keys, rebuild === 'swap');
    }

    return {
      async read(context, key) {
        const known = await mayContain(context.redis, key);
        if (known === false) return null;
        if (known === null) await build(context);
        return fillOnMiss(context, key, ttl);
      },

      async write({ redis, mysql }, key, value) {
        await updateItem(mysql, key, value);
        await redis.del(key);
      },

      async insert({ redis, mysql }, key, value) {
        if (add === 'before') await addToFilter(redis, key);
        await insertItem(mysql, key, value);
        if (add === 'after') await addToFilter(redis, key);
      },

      async delete({ redis, mysql }, key) {
        await deleteItem(mysql, key);
        await redis.del(key);
      },
    };
  },
});
