/**
 * Two levels: the node's own memory before Redis. A read goes up and fills what it passes; a write deletes both.
 * Race: with `delete_order: upstream-first` a reader between the two deletes brings the old value from Redis back into memory. In
 * the right order that takes a late fill; and other nodes keep their copy for `local_ttl`, or, with `backfill: remaining`, for as
 * long as the entry in Redis had left, whatever was promised. Source: bentocache, cacheable #67 and #1077 (TTL of the backfill).
 */
import { selectItem, updateItem } from './items.ts';
import type { Context } from './strategy.ts';
import { defineStrategy, duration, z } from './strategy.ts';

const options = z.strictObject({
  local_ttl: duration().prefault('10s'),
  ttl: duration().prefault('60s'),
  delete_order: z.enum(['downstream-first', 'upstream-first']).default('downstream-first'),
  backfill: z.enum(['own', 'remaining', 'min']).default('own'),
});

export const multiLevel = defineStrategy({
  name: 'multi-level',
  title:
    'Read: from local memory, else Redis, else MySQL, and fill on the way back. Write: update the row, delete both.',
  options,
  create: ({ local_ttl: localTtl, ttl, delete_order: deleteOrder, backfill }) => {
    /** From Redis, with how long the local copy may live. */
    async function downstream({ redis }: Context, key: string): Promise<{ value: string; ttlMs: number } | null> {
      if (backfill === 'own') {
        const value = await redis.get(key);
        return value === null ? null : { value, ttlMs: localTtl };
      }
      const replies = (await redis.multi().get(key).pttl(key).exec()) ?? [];
      const [value, leftMs] = replies.map(([, reply]) => reply) as [string | null, number];
      if (value === null) return null;
      return { value, ttlMs: backfill === 'min' ? Math.min(localTtl, leftMs) : leftMs };
    }

    return {
      async read(context, key) {
        const { redis, mysql, local } = context;
        const copy = await local.get(key);
        if (copy !== null) return copy;
        const cached = await downstream(context, key);
        if (cached !== null) {
          await local.set(key, cached.value, cached.ttlMs);
          return cached.value;
        }
        const item = await selectItem(mysql, key);
        if (item === null) return null;
        await redis.set(key, item.value, 'PX', ttl);
        await local.set(key, item.value, localTtl);
        return item.value;
      },

      async write({ redis, mysql, local }, key, value) {
        await updateItem(mysql, key, value);
        if (deleteOrder === 'upstream-first') await local.delete(key);
        await redis.del(key);
        if (deleteOrder === 'downstream-first') await local.delete(key);
      },
    };
  },
});
