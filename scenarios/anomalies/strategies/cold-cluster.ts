/**
 * Cold cluster: a new cluster (the topology's first level) fills itself from the old one (its last), which is warm. A write deletes
 * in the new one, which for some time (`hold_off`) takes no fill of the key; the binlog's consumer deletes in the old one.
 * Race: that delete comes later than the hold-off ends: the old value comes over, and nobody deletes it any more. With
 * `deletes: both` the writer deletes in the old one first. Source: Nishtala et al., NSDI 2013, §4.3 ("Cold Cluster Warmup").
 */
import { defineStrategy, duration, z } from '../../../strategies/strategy.ts';
import type { Context, Redis } from '../../../strategies/strategy.ts';
import { selectValue, updateValue } from './rows.ts';

const holdOffKey = (key: string): string => `hold-off:{${key}}`;

/** KEYS the entry, its hold-off · ARGV value, TTL in ms. Returns 1 when stored, 0 while it is held off. */
const ADD = `
if redis.call('EXISTS', KEYS[1], KEYS[2]) > 0 then return 0 end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
return 1`;

function clustersOf({ levels }: Context): { readonly cold: Redis; readonly warm: Redis } {
  return { cold: levels[0]!.redis, warm: levels.at(-1)!.redis };
}

export default defineStrategy({
  name: 'cold-cluster',
  title:
    'Read: fill the new cluster from the old one. Write: update the row, delete in the new one. Binlog: in the old one.',
  options: z.strictObject({
    ttl: duration().prefault('60s'),
    hold_off: duration().prefault('2s'),
    deletes: z.enum(['own', 'both']).default('own'),
  }),
  create: ({ ttl, hold_off: holdOff, deletes }) => {
    async function fillWarm(warm: Redis, { mysql }: Context, key: string): Promise<string | null> {
      const value = await selectValue(mysql, key);
      if (value !== null) await warm.set(key, value, 'PX', ttl);
      return value;
    }

    return {
      async read(context, key) {
        const { cold, warm } = clustersOf(context);
        const cached = await cold.get(key);
        if (cached !== null) return cached;
        const value = (await warm.get(key)) ?? (await fillWarm(warm, context, key));
        if (value === null) return null;
        const isAdded = await cold.eval(ADD, 2, key, holdOffKey(key), value, ttl);
        // There may be a newer value in the database than the old cluster knows of.
        return isAdded === 1 ? value : selectValue(context.mysql, key);
      },

      async write(context, key, value) {
        const { cold, warm } = clustersOf(context);
        await updateValue(context.mysql, key, value);
        if (deletes === 'both') await warm.del(key);
        await cold.multi().del(key).set(holdOffKey(key), '1', 'PX', holdOff).exec();
      },

      async onChange(context, { key }) {
        await clustersOf(context).warm.del(key);
      },
    };
  },
});
