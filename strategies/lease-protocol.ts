/** Leases in Redis: a miss hands out a token, a fill needs it, a delete voids it. */
import { selectItem } from './items.ts';
import type { MysqlConnection, Redis } from './strategy.ts';

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

export const tokenKey = (key: string): string => `lease:{${key}}`;
export const counterKey = (key: string): string => `lease-counter:{${key}}`;

export interface Leased {
  readonly value: string | null;
  /** After a miss: null when somebody else has the lease. */
  readonly token: string | null;
}

export async function getOrLease(redis: Redis, key: string, leaseTtlMs: number): Promise<Leased> {
  const reply = await redis.eval(GET_OR_LEASE, 3, key, tokenKey(key), counterKey(key), leaseTtlMs);
  const [value, token] = reply as [string | null, string | null];
  return { value, token };
}

export async function setWithLease(
  redis: Redis,
  key: string,
  token: string,
  value: string,
  ttlMs: number,
): Promise<void> {
  await redis.eval(SET_WITH_LEASE, 2, key, tokenKey(key), token, value, ttlMs);
}

/** Reads, and fills when it gets the lease; without one it reads the row and leaves the cache alone. */
export async function readWithLease(
  redis: Redis,
  source: MysqlConnection,
  key: string,
  { ttl, leaseTtl }: { readonly ttl: number; readonly leaseTtl: number },
): Promise<string | null> {
  const { value, token } = await getOrLease(redis, key, leaseTtl);
  if (value !== null) return value;
  const item = await selectItem(source, key);
  if (item !== null && token !== null) await setWithLease(redis, key, token, item.value, ttl);
  return item?.value ?? null;
}

/** Deletes the value, and voids the lease of whoever is about to fill. */
export async function deleteAndVoid(redis: Redis, key: string): Promise<void> {
  await redis.del(key, tokenKey(key));
}
