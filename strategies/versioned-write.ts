/**
 * Versioned write: readers and writers store value and version through a script that refuses to overwrite a newer version.
 * Neither a late fill nor the slower of two writers can put an old value back, as long as the entry is there.
 * Race: the version goes with the entry. When it is evicted, an old fill is accepted; a writer that dies after its commit
 * has invalidated nothing.
 * Source: "Cache made consistent", Meta 2022, where the same happens to an entry that was evicted before a late fill.
 */
import { updateAndGetVersion } from './items.ts';
import { readsOption } from './reads.ts';
import { fillIfNotOlder, setIfNotOlder } from './set-if-not-older.ts';
import { defineStrategy, duration, z } from './strategy.ts';

export const versionedWrite = defineStrategy({
  name: 'versioned-write',
  title: 'Read: fill unless a newer version is there. Write: update the row, then set its version by the same script.',
  options: z.strictObject({ ttl: duration().prefault('60s'), reads: readsOption }),
  create: ({ ttl, reads }) => ({
    read: (context, key) => fillIfNotOlder(context, key, ttl, reads),

    async write({ redis, mysql }, key, value) {
      const version = await updateAndGetVersion(mysql, key, value);
      await setIfNotOlder(redis, key, { version, value }, ttl);
    },
  }),
});
