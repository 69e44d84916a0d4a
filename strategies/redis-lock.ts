/** A mutex in Redis, as it is written everywhere: SET NX with an expiry, so that a holder who dies does not lock for ever. */
import { randomUUID } from 'node:crypto';
import type { Redis } from './strategy.ts';

/** KEYS[1] the lock · ARGV[1] the owner's token. Returns 1 when released, 0 when somebody else has it by now. */
const RELEASE_OWN = `
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
return redis.call('DEL', KEYS[1])`;

export const lockKeyOf = (key: string): string => `lock:{${key}}`;

/** @returns the owner's token, or null when somebody else has the lock */
export async function tryLock(redis: Redis, key: string, ttlMs: number): Promise<string | null> {
  const token = randomUUID();
  const reply = await redis.set(lockKeyOf(key), token, 'PX', ttlMs, 'NX');
  return reply === null ? null : token;
}

/** @param checksOwner false: deletes the lock, whoever has it by now */
export async function unlock(redis: Redis, key: string, token: string, checksOwner: boolean): Promise<void> {
  if (checksOwner) await redis.eval(RELEASE_OWN, 1, lockKeyOf(key), token);
  else await redis.del(lockKeyOf(key));
}
