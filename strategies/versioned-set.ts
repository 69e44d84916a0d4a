/**
 * Versioned set: fills go through a script that refuses to overwrite a newer version; the writer deletes the key; a binlog
 * consumer sets the new version through the same script.
 * Race: the delete erases the version too. When the binlog's set comes before it, an old fill after it is accepted.
 * Source: "Cache made consistent", Meta 2022, on versions; the hole is the one it describes for evicted entries.
 */
import { updateItem } from './items.ts';
import { readsOption } from './reads.ts';
import { fillIfNotOlder, setIfNotOlder } from './set-if-not-older.ts';
import { defineStrategy, duration, z } from './strategy.ts';

export const versionedSet = defineStrategy({
  name: 'versioned-set',
  title:
    'Read: fill unless a newer version is there. Write: update the row, delete the key. Binlog: set the new version.',
  options: z.strictObject({ ttl: duration().prefault('60s'), reads: readsOption }),
  create: ({ ttl, reads }) => ({
    read: (context, key) => fillIfNotOlder(context, key, ttl, reads),

    async write({ redis, mysql }, key, value) {
      await updateItem(mysql, key, value);
      await redis.del(key);
    },

    async onChange({ redis }, { key, after }) {
      if (after === null) await redis.del(key);
      else await setIfNotOlder(redis, key, after, ttl);
    },
  }),
});
