/** Tombstones: an entry without a value that keeps the version of what was taken away. */
import type { Redis } from './strategy.ts';

/** KEYS[1] the entry · ARGV version, TTL in ms. Takes the value away and keeps the version, unless a newer one is there. */
const BURY = `
local current = redis.call('HGET', KEYS[1], 'version')
if current and tonumber(current) >= tonumber(ARGV[1]) then return 0 end
redis.call('HSET', KEYS[1], 'version', ARGV[1])
redis.call('HDEL', KEYS[1], 'value')
redis.call('PEXPIRE', KEYS[1], ARGV[2])
return 1`;

export async function bury(redis: Redis, key: string, version: number, ttlMs: number): Promise<void> {
  await redis.eval(BURY, 1, key, version, ttlMs);
}
