/**
 * Gutter: when a key's cache does not answer, a read goes to a spare one with a short TTL, and not all at once to MySQL. The
 * spare is the last Redis node; where there is one alone, both lie on it, under other names, and `drop` makes the first fail.
 * Race: besides cache-aside's late fill, writes do not invalidate the gutter (`invalidate: none`), so who is sent there gets the
 * old value for `gutter_ttl`; `both` deletes there too. And a cache that was only cut off has missed the deletes of that time,
 * and comes back with what it had. Source: Nishtala et al., "Scaling Memcache at Facebook", NSDI 2013, §3.3.
 */
import { fillOnMiss } from './fill-on-miss.ts';
import { ownerOf } from './hash-ring.ts';
import { updateItem } from './items.ts';
import type { Context, Redis } from './strategy.ts';
import { defineStrategy, duration, z } from './strategy.ts';

const options = z.strictObject({
  ttl: duration().prefault('60s'),
  gutter_ttl: duration().prefault('10s'),
  invalidate: z.enum(['none', 'both']).default('none'),
});

interface Place {
  readonly redis: Redis;
  readonly name: string;
}

/** Where a key lies, and where it lies when that cache does not answer. */
function placesOf({ redisNodes }: Context, key: string): { readonly home: Place; readonly spare: Place } {
  const pool = redisNodes.slice(0, -1);
  const { redis } = redisNodes.at(-1)!;
  if (pool.length === 0) return { home: { redis, name: key }, spare: { redis, name: `gutter:${key}` } };
  return { home: { redis: ownerOf(key, pool).redis, name: key }, spare: { redis, name: key } };
}

export const gutter = defineStrategy({
  name: 'gutter',
  title: 'Read: fill on a miss; if the cache fails, the same in the gutter. Write: update the row, delete the key.',
  options,
  create: ({ ttl, gutter_ttl: gutterTtl, invalidate }) => ({
    async read(context, key) {
      const { mysql } = context;
      const { home, spare } = placesOf(context, key);
      try {
        return await fillOnMiss({ redis: home.redis, mysql }, key, ttl, { as: home.name });
      } catch {
        // A gutter that fails too is the caller's error.
        return fillOnMiss({ redis: spare.redis, mysql }, key, gutterTtl, { as: spare.name });
      }
    },

    async write(context, key, value) {
      await updateItem(context.mysql, key, value);
      const { home, spare } = placesOf(context, key);
      if (invalidate === 'both') await spare.redis.del(spare.name);
      await home.redis.del(home.name);
    },
  }),
});
