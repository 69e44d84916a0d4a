/**
 * Binlog only: the writer updates the row and nothing else; a binlog consumer stores each new value, in order. Readers fill only
 * an absent key, so an old fill loses against the consumer. Race: a reader that comes before the consumer sees the old value
 * after the write was acknowledged; after an eviction an old fill finds nothing to lose against. With `only_present` the
 * consumer skips absent keys, and so the one that an old fill is about to store (E. Swart, "Pragmatic Formal Modeling", cache v2).
 */
import { fillIfAbsent } from './fill-if-absent.ts';
import { deleteItem, insertItem, updateItem } from './items.ts';
import { readsOption } from './reads.ts';
import { defineStrategy, duration, z } from './strategy.ts';

export const binlogOnly = defineStrategy({
  name: 'binlog-only',
  title: 'Read: SET NX on a miss. Write: update the row. Binlog: set the key to the row.',
  options: z.strictObject({
    ttl: duration().prefault('60s'),
    only_present: z.boolean().default(false),
    reads: readsOption,
  }),
  create: ({ ttl, only_present: onlyPresent, reads }) => ({
    read: (context, key) => fillIfAbsent(context, key, Math.ceil(ttl / 1000), reads),

    write: ({ mysql }, key, value) => updateItem(mysql, key, value),
    insert: ({ mysql }, key, value) => insertItem(mysql, key, value),
    delete: ({ mysql }, key) => deleteItem(mysql, key),

    async onChange({ redis }, { key, after }) {
      if (after === null) await redis.del(key);
      else if (onlyPresent) await redis.set(key, after.value, 'PX', ttl, 'XX');
      else await redis.set(key, after.value, 'PX', ttl);
    },
  }),
});
