/**
 * Versioned tombstone: instead of deleting the key, the writer leaves a tombstone with the new version; a fill of an older
 * version is refused as long as it stands.
 * Race: the tombstone is evicted, or expires (`tombstone_ttl`) before a late fill arrives; or the writer dies before it leaves one.
 * Source: Tigris' object cache, which refuses fills older than a tombstone of 5 minutes; Uber CacheFront's deleted rows.
 */
import { updateAndGetVersion } from './items.ts';
import { fillIfNotOlder } from './set-if-not-older.ts';
import { defineStrategy, duration, z } from './strategy.ts';

/** KEYS[1] the entry · ARGV version, TTL in ms. Takes the value away and keeps the version, unless a newer one is there. */
const BURY = `
local current = redis.call('HGET', KEYS[1], 'version')
if current and tonumber(current) >= tonumber(ARGV[1]) then return 0 end
redis.call('HSET', KEYS[1], 'version', ARGV[1])
redis.call('HDEL', KEYS[1], 'value')
redis.call('PEXPIRE', KEYS[1], ARGV[2])
return 1`;

export const versionedTombstone = defineStrategy({
  name: 'versioned-tombstone',
  title:
    'Read: fill unless a newer version or tombstone is there. Write: update the row, leave a tombstone of its version.',
  options: z.strictObject({ ttl: duration().prefault('60s'), tombstone_ttl: duration().prefault('5m') }),
  create: ({ ttl, tombstone_ttl: tombstoneTtl }) => ({
    read: (context, key) => fillIfNotOlder(context, key, ttl),

    async write({ redis, mysql }, key, value) {
      const version = await updateAndGetVersion(mysql, key, value);
      await redis.eval(BURY, 1, key, version, tombstoneTtl);
    },
  }),
});
