/**
 * Lease: a miss hands out a token, a fill needs it, and a delete voids it. While a token is out, other readers go to MySQL
 * and do not fill.
 * Race: none with one database. A lease taken inside another's open transaction, or a fill from a lagging replica, is stale.
 * Source: Nishtala et al., "Scaling Memcache at Facebook", NSDI 2013, §3.2.1 (one token per key every 10 s).
 */
import { selectItem, updateItem } from './items.ts';
import { defineStrategy, duration, z } from './strategy.ts';

/** KEYS value, token, counter · ARGV token TTL in ms. Returns {value} on a hit, {false, token} or {false, false} on a miss. */
const GET_OR_LEASE = `
local value = redis.call('GET', KEYS[1])
if value then return {value, false} end
if redis.call('EXISTS', KEYS[2]) == 1 then return {false, false} end
local token = tostring(redis.call('INCR', KEYS[3]))
redis.call('SET', KEYS[2], token, 'PX', ARGV[1])
return {false, token}`;

/** KEYS value, token · ARGV token, value, TTL in ms. Returns 1 when stored, 0 when the token is void. */
const SET_WITH_LEASE = `
if redis.call('GET', KEYS[2]) ~= ARGV[1] then return 0 end
redis.call('DEL', KEYS[2])
redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3])
return 1`;

const tokenKey = (key: string): string => `lease:{${key}}`;
const counterKey = (key: string): string => `lease-counter:{${key}}`;

export const lease = defineStrategy({
  name: 'lease',
  title: 'Read: a miss takes a token, the fill needs it. Write: update the row, then delete the key and its token.',
  options: z.strictObject({ ttl: duration().prefault('60s'), lease_ttl: duration().prefault('10s') }),
  create: ({ ttl, lease_ttl: leaseTtl }) => ({
    async read({ redis, mysql }, key) {
      const reply = await redis.eval(GET_OR_LEASE, 3, key, tokenKey(key), counterKey(key), leaseTtl);
      const [cached, token] = reply as [string | null, string | null];
      if (cached !== null) return cached;
      const item = await selectItem(mysql, key);
      if (item !== null && token !== null) {
        await redis.eval(SET_WITH_LEASE, 2, key, tokenKey(key), token, item.value, ttl);
      }
      return item?.value ?? null;
    },

    async write({ redis, mysql }, key, value) {
      await updateItem(mysql, key, value);
      await redis.del(key, tokenKey(key));
    },
  }),
});
