/**
 * Lease: a miss hands out a token, a fill needs it, and a delete voids it. While a token is out, others go to MySQL and do not
 * fill; with `hold_off` they wait and look again first; with `stale_ttl` they get the old value, on purpose. Race: none with
 * one database. A lease taken inside another's open transaction (`delete: in-transaction`), or a fill from a lagging replica, is stale.
 * Source: Nishtala et al., "Scaling Memcache at Facebook", NSDI 2013, §3.2.1 (one token per key every 10 s, stale values).
 */
import { selectItem, updateItem } from './items.ts';
import { deleteAndVoid, getOrLease, setWithLease, tokenKey } from './lease-protocol.ts';
import { readsOption, sourceOf } from './reads.ts';
import { defineStrategy, duration, z } from './strategy.ts';

/** KEYS value, token, stale value · ARGV TTL of the stale value in ms. As a delete, but the old value can still be asked for. */
const DELETE_KEEPING = `
local value = redis.call('GET', KEYS[1])
if value then redis.call('SET', KEYS[3], value, 'PX', ARGV[1]) end
redis.call('DEL', KEYS[1], KEYS[2])`;

const staleKey = (key: string): string => `stale:{${key}}`;

const options = z.strictObject({
  ttl: duration().prefault('60s'),
  lease_ttl: duration().prefault('10s'),
  hold_off: duration().prefault('0ms'),
  stale_ttl: duration().prefault('0ms'),
  reads: readsOption,
  delete: z.enum(['after-commit', 'in-transaction']).default('after-commit'),
});

export const lease = defineStrategy({
  name: 'lease',
  title: 'Read: a miss takes a token, the fill needs it. Write: update the row, then delete the key and its token.',
  options,
  create: ({ ttl, lease_ttl: leaseTtl, hold_off: holdOff, stale_ttl: staleTtl, reads, delete: when }) => ({
    async read({ redis, mysql, clock }, key) {
      let { value, token } = await getOrLease(redis, key, leaseTtl);
      if (value === null && token === null && holdOff > 0) {
        await clock.sleep(holdOff);
        ({ value, token } = await getOrLease(redis, key, leaseTtl));
      }
      if (value === null && token === null && staleTtl > 0) value = await redis.get(staleKey(key));
      if (value !== null) return value;
      const item = await selectItem(sourceOf({ mysql }, reads), key);
      if (item !== null && token !== null) await setWithLease(redis, key, token, item.value, ttl);
      return item?.value ?? null;
    },

    async write({ redis, mysql }, key, value) {
      if (when === 'in-transaction') await mysql.beginTransaction();
      await updateItem(mysql, key, value);
      if (staleTtl > 0) await redis.eval(DELETE_KEEPING, 3, key, tokenKey(key), staleKey(key), staleTtl);
      else await deleteAndVoid(redis, key);
      if (when === 'in-transaction') await mysql.commit();
    },
  }),
});
