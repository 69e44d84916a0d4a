/**
 * Binlog only, with versions: as binlog-only, but who stores a value, consumer or reader, goes through a script that refuses to
 * overwrite a newer version. So events may come twice, or in the wrong order, and two consumers may handle one row at once.
 * Race: a reader that comes before the consumer sees the old value after the write was acknowledged; after an eviction there is
 * no version left to compare with, and an old fill is accepted.
 */
import { deleteItem, insertItem, updateItem } from './items.ts';
import { readsOption } from './reads.ts';
import { fillIfNotOlder, setIfNotOlder } from './set-if-not-older.ts';
import { defineStrategy, duration, z } from './strategy.ts';

export const binlogVersioned = defineStrategy({
  name: 'binlog-versioned',
  title:
    'Read: fill unless a newer version is there. Write: update the row. Binlog: set the new version unless a newer one is there.',
  options: z.strictObject({ ttl: duration().prefault('60s'), reads: readsOption }),
  create: ({ ttl, reads }) => ({
    read: (context, key) => fillIfNotOlder(context, key, ttl, reads),

    write: ({ mysql }, key, value) => updateItem(mysql, key, value),
    insert: ({ mysql }, key, value) => insertItem(mysql, key, value),
    delete: ({ mysql }, key) => deleteItem(mysql, key),

    async onChange({ redis }, { key, after }) {
      if (after === null) await redis.del(key);
      else await setIfNotOlder(redis, key, after, ttl);
    },
  }),
});
