/**
 * Gutter: when the cache does not answer, a read goes to a second, small one with a short TTL, and not all at once to MySQL. Here
 * both lie on one Redis, under other names; that the first fails is the fault `drop`.
 * Race: besides cache-aside's late fill, writes do not invalidate the gutter (`invalidate: none`), so who is sent there gets the
 * old value for `gutter_ttl`; and a delete that the first cache did not get is lost. `both` deletes in the gutter too.
 * Source: Nishtala et al., "Scaling Memcache at Facebook", NSDI 2013, §3.3.
 */
import { fillOnMiss } from './fill-on-miss.ts';
import { updateItem } from './items.ts';
import { defineStrategy, duration, z } from './strategy.ts';

const gutterKey = (key: string): string => `gutter:${key}`;

const options = z.strictObject({
  ttl: duration().prefault('60s'),
  gutter_ttl: duration().prefault('10s'),
  invalidate: z.enum(['none', 'both']).default('none'),
});

export const gutter = defineStrategy({
  name: 'gutter',
  title: 'Read: fill on a miss; if the cache fails, the same in the gutter. Write: update the row, delete the key.',
  options,
  create: ({ ttl, gutter_ttl: gutterTtl, invalidate }) => ({
    async read(context, key) {
      try {
        return await fillOnMiss(context, key, ttl);
      } catch {
        // A gutter that fails too is the caller's error.
        return fillOnMiss(context, key, gutterTtl, { as: gutterKey(key) });
      }
    },

    async write({ redis, mysql }, key, value) {
      await updateItem(mysql, key, value);
      if (invalidate === 'both') await redis.del(gutterKey(key));
      await redis.del(key);
    },
  }),
});
