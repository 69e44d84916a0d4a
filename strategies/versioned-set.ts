/**
 * Versioned set: fills go through a script that refuses to overwrite a newer version; the writer deletes the key; a binlog
 * consumer sets the new version through the same script.
 * Race: the delete erases the version too. When the binlog's set comes before it, an old fill after it is accepted.
 * Source: "Cache made consistent", Meta 2022, on versions; the hole is the one it describes for evicted entries.
 */
import { selectItem, updateItem } from './items.ts';
import type { Item, Redis } from './strategy.ts';
import { defineStrategy, duration, z } from './strategy.ts';

/** KEYS[1] the entry · ARGV version, value, TTL in ms. Returns 1 when stored, 0 when a newer version is there. */
const SET_IF_NOT_OLDER = `
local current = redis.call('HGET', KEYS[1], 'version')
if current and tonumber(current) > tonumber(ARGV[1]) then return 0 end
redis.call('HSET', KEYS[1], 'version', ARGV[1], 'value', ARGV[2])
redis.call('PEXPIRE', KEYS[1], ARGV[3])
return 1`;

async function setIfNotOlder(redis: Redis, key: string, { version, value }: Item, ttlMs: number): Promise<void> {
  await redis.eval(SET_IF_NOT_OLDER, 1, key, version, value, ttlMs);
}

export const versionedSet = defineStrategy({
  name: 'versioned-set',
  title:
    'Read: fill unless a newer version is there. Write: update the row, delete the key. Binlog: set the new version.',
  options: z.strictObject({ ttl: duration().prefault('60s') }),
  create: ({ ttl }) => ({
    async read({ redis, mysql }, key) {
      const cached = await redis.hget(key, 'value');
      if (cached !== null) return cached;
      const item = await selectItem(mysql, key);
      if (item === null) return null;
      await setIfNotOlder(redis, key, item, ttl);
      return item.value;
    },

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
