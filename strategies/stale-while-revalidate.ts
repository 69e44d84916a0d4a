/**
 * Stale-while-revalidate: an entry has a time until which it is fresh, and a longer one until which it may be served. A write
 * ends its freshness. Who finds a stale entry gets it at once, and refreshes it in the background.
 * Race: stale reads are the point: as many as come before a refresh has ended. And a refresh that was read before the commit
 * marks an old value as fresh, as a late fill does. Source: RFC 5861; the grace of bentocache; Caffeine #175, when refreshing is slow.
 */
import { selectItem, updateItem } from './items.ts';
import type { Context } from './strategy.ts';
import { defineStrategy, duration, z } from './strategy.ts';

/** KEYS[1] the entry. Takes its freshness away; an entry that is not there stays away. */
const EXPIRE = `
if redis.call('EXISTS', KEYS[1]) == 1 then redis.call('HSET', KEYS[1], 'fresh_until', '0') end`;

async function refresh({ redis, mysql, clock }: Context, key: string, freshMs: number, ttlMs: number) {
  const item = await selectItem(mysql, key);
  if (item === null) await redis.del(key);
  else {
    const entry = { value: item.value, fresh_until: clock.now() + freshMs };
    await redis.multi().hset(key, entry).pexpire(key, ttlMs).exec();
  }
  return item?.value ?? null;
}

export const staleWhileRevalidate = defineStrategy({
  name: 'stale-while-revalidate',
  title:
    'Read: a stale entry is served and refreshed in the background. Write: update the row, end the entry’s freshness.',
  options: z.strictObject({ ttl: duration().prefault('10m'), fresh: duration().prefault('60s') }),
  create: ({ ttl, fresh }) => ({
    async read(context, key) {
      const { redis, clock } = context;
      const [value = null, freshUntil] = await redis.hmget(key, 'value', 'fresh_until');
      if (value === null) return refresh(context, key, fresh, ttl);
      if (Number(freshUntil) <= clock.now()) void refresh(context, key, fresh, ttl);
      return value;
    },

    async write({ redis, mysql }, key, value) {
      await updateItem(mysql, key, value);
      await redis.eval(EXPIRE, 1, key);
    },
  }),
});
