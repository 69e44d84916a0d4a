/**
 * Versioned tombstone: instead of deleting the key, the writer leaves a tombstone with the new version; a fill of an older
 * version is refused as long as it stands.
 * Race: the tombstone is evicted, or expires (`tombstone_ttl`) before a late fill arrives; or the writer dies before it leaves one.
 * Source: Tigris' object cache, which refuses fills older than a tombstone of 5 minutes; Uber CacheFront's deleted rows.
 */
import { bury } from './bury.ts';
import { updateAndGetVersion } from './items.ts';
import { readsOption } from './reads.ts';
import { fillIfNotOlder } from './set-if-not-older.ts';
import { defineStrategy, duration, z } from './strategy.ts';

export const versionedTombstone = defineStrategy({
  name: 'versioned-tombstone',
  title:
    'Read: fill unless a newer version or tombstone is there. Write: update the row, leave a tombstone of its version.',
  options: z.strictObject({
    ttl: duration().prefault('60s'),
    tombstone_ttl: duration().prefault('5m'),
    reads: readsOption,
  }),
  create: ({ ttl, tombstone_ttl: tombstoneTtl, reads }) => ({
    read: (context, key) => fillIfNotOlder(context, key, ttl, reads),

    async write({ redis, mysql }, key, value) {
      const version = await updateAndGetVersion(mysql, key, value);
      await bury(redis, key, version, tombstoneTtl);
    },
  }),
});
