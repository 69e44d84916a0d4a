/**
 * Refresh-ahead: who hits an entry that will expire soon (`ahead`) gets it, and reads the row again in the background, so that a
 * hot key never expires under load.
 * Race: the late fill of cache-aside, and without a miss: a refresh that was read before the commit stores its value after the
 * delete. Keys that are read all the time are the ones that it happens to. Source: Caffeine #193; A. Vattani, "XFetch", 2015.
 */
import { selectItem, updateItem } from './items.ts';
import type { Context } from './strategy.ts';
import { defineStrategy, duration, z } from './strategy.ts';

async function load({ redis, mysql }: Context, key: string, ttlMs: number): Promise<string | null> {
  const item = await selectItem(mysql, key);
  if (item !== null) await redis.set(key, item.value, 'PX', ttlMs);
  return item?.value ?? null;
}

export const refreshAhead = defineStrategy({
  name: 'refresh-ahead',
  title:
    'Read: fill on a miss; a hit that expires soon is refreshed in the background. Write: update the row, delete the key.',
  options: z.strictObject({ ttl: duration().prefault('60s'), ahead: duration().prefault('10s') }),
  create: ({ ttl, ahead }) => ({
    async read(context, key) {
      const { redis } = context;
      const replies = (await redis.multi().get(key).pttl(key).exec()) ?? [];
      const [value, leftMs] = replies.map(([, reply]) => reply) as [string | null, number];
      if (value === null) return load(context, key, ttl);
      if (leftMs <= ahead) void load(context, key, ttl);
      return value;
    },

    async write({ redis, mysql }, key, value) {
      await updateItem(mysql, key, value);
      await redis.del(key);
    },
  }),
});
