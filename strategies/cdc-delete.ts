/**
 * CDC delete: the writer updates the row and nothing else; a binlog consumer deletes the key. A writer that dies is no problem.
 * Race: a fill that was read before the commit lands after the consumer's delete; and between the acknowledgement and the
 * delete everybody hits the old value.
 * Source: "mcsqueal" in Nishtala et al., "Scaling Memcache at Facebook", NSDI 2013, §4.1; Debezium's blog on cache eviction.
 */
import { fillOnMiss } from './fill-on-miss.ts';
import { deleteItem, insertItem, updateItem } from './items.ts';
import { readsOption } from './reads.ts';
import { defineStrategy, duration, z } from './strategy.ts';

export const cdcDelete = defineStrategy({
  name: 'cdc-delete',
  title: 'Read: fill on a miss. Write: update the row. Binlog: delete the key.',
  options: z.strictObject({ ttl: duration().prefault('60s'), reads: readsOption }),
  create: ({ ttl, reads }) => ({
    read: (context, key) => fillOnMiss(context, key, ttl, { reads }),

    write: ({ mysql }, key, value) => updateItem(mysql, key, value),
    insert: ({ mysql }, key, value) => insertItem(mysql, key, value),
    delete: ({ mysql }, key) => deleteItem(mysql, key),

    async onChange({ redis }, { key }) {
      await redis.del(key);
    },
  }),
});
