/**
 * IQ: a reader that misses takes an inhibit lease, as in lease.ts. A writer takes a quarantine lease before it commits: that
 * deletes the value, voids the inhibit leases, and lets nobody fill until it is released after the commit.
 * Race: none with one database. Before the commit readers see the old row, but cannot store it, which a plain lease whose delete
 * is inside the transaction lets them do. A writer that dies keeps the key uncached until its lease expires (`quarantine_ttl`).
 * Source: Ghandeharizadeh, Yap, Nguyen, "Strong consistency in cache augmented SQL systems", Middleware 2014.
 */
import { randomUUID } from 'node:crypto';
import { selectItem, updateItem } from './items.ts';
import { counterKey, setWithLease, tokenKey } from './lease-protocol.ts';
import { defineStrategy, duration, z } from './strategy.ts';

/** KEYS value, token, counter, quarantine · ARGV token TTL in ms. Returns {value}, {false, token}, or {false, false}: do not fill. */
const GET = `
local value = redis.call('GET', KEYS[1])
if value then return {value, false} end
if redis.call('EXISTS', KEYS[2]) == 1 or redis.call('EXISTS', KEYS[4]) == 1 then return {false, false} end
local token = tostring(redis.call('INCR', KEYS[3]))
redis.call('SET', KEYS[2], token, 'PX', ARGV[1])
return {false, token}`;

/** KEYS value, token, quarantine · ARGV owner, TTL in ms. Several writers may have the key in quarantine. */
const QUARANTINE = `
redis.call('DEL', KEYS[1], KEYS[2])
redis.call('HSET', KEYS[3], ARGV[1], '1')
redis.call('PEXPIRE', KEYS[3], ARGV[2])`;

/** KEYS value, token, quarantine · ARGV owner. Deletes again: the quarantine may have expired too early. */
const RELEASE = `
redis.call('DEL', KEYS[1], KEYS[2])
redis.call('HDEL', KEYS[3], ARGV[1])`;

const quarantineKey = (key: string): string => `quarantine:{${key}}`;

const options = z.strictObject({
  ttl: duration().prefault('60s'),
  lease_ttl: duration().prefault('10s'),
  quarantine_ttl: duration().prefault('10s'),
});

export const iqLease = defineStrategy({
  name: 'iq-lease',
  title:
    'Read: a miss takes a lease, the fill needs it. Write: in a transaction, update and quarantine; release after it.',
  options,
  create: ({ ttl, lease_ttl: leaseTtl, quarantine_ttl: quarantineTtl }) => ({
    async read({ redis, mysql }, key) {
      const keys = [key, tokenKey(key), counterKey(key), quarantineKey(key)];
      const reply = await redis.eval(GET, keys.length, ...keys, leaseTtl);
      const [value, token] = reply as [string | null, string | null];
      if (value !== null) return value;
      const item = await selectItem(mysql, key);
      if (item !== null && token !== null) await setWithLease(redis, key, token, item.value, ttl);
      return item?.value ?? null;
    },

    async write({ redis, mysql }, key, value) {
      const owner = randomUUID();
      const keys = [key, tokenKey(key), quarantineKey(key)];
      await mysql.beginTransaction();
      await updateItem(mysql, key, value);
      await redis.eval(QUARANTINE, keys.length, ...keys, owner, quarantineTtl);
      await mysql.commit();
      await redis.eval(RELEASE, keys.length, ...keys, owner);
    },
  }),
});
