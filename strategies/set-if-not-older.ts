/** Cache entries that know their version: a hash of value and version, and a script that never lets a newer one be overwritten. */
import { selectItem } from './items.ts';
import type { Reads } from './reads.ts';
import { sourceOf } from './reads.ts';
import type { Context, Item, Redis } from './strategy.ts';

/** KEYS[1] the entry · ARGV version, value, TTL in ms. Returns 1 when stored, 0 when a newer version is there. */
const SET_IF_NOT_OLDER = `
local current = redis.call('HGET', KEYS[1], 'version')
if current and tonumber(current) > tonumber(ARGV[1]) then return 0 end
redis.call('HSET', KEYS[1], 'version', ARGV[1], 'value', ARGV[2])
redis.call('PEXPIRE', KEYS[1], ARGV[3])
return 1`;

type Versioned = Pick<Item, 'version' | 'value'>;

export async function setIfNotOlder(
  redis: Redis,
  key: string,
  { version, value }: Versioned,
  ttlMs: number,
): Promise<void> {
  await redis.eval(SET_IF_NOT_OLDER, 1, key, version, value, ttlMs);
}

/** The read of the patterns with versions: a fill never overwrites a newer value. */
export async function fillIfNotOlder(
  { redis, mysql }: Context,
  key: string,
  ttlMs: number,
  reads: Reads = 'primary',
): Promise<string | null> {
  const cached = await redis.hget(key, 'value');
  if (cached !== null) return cached;
  const item = await selectItem(sourceOf({ mysql }, reads), key);
  if (item === null) return null;
  await setIfNotOlder(redis, key, item, ttlMs);
  return item.value;
}
