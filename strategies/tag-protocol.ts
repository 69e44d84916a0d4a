/**
 * The protocol of rockscache: one hash per key holds the value, until when it is locked and by whom. A reader that finds
 * nothing, or a value that was tagged as deleted, locks it with its own id; only with that id may it store. Tagging takes the
 * lock away from whoever has it.
 */
import { randomUUID } from 'node:crypto';
import type { Redis } from './strategy.ts';

/** KEYS[1] · ARGV now, until when to lock, owner. Returns value, 'LOCKED' when this owner has the lock now, else until when it is locked. */
const GET = `
local value = redis.call('HGET', KEYS[1], 'value')
local lockUntil = redis.call('HGET', KEYS[1], 'lockUntil')
if (lockUntil and tonumber(lockUntil) < tonumber(ARGV[1])) or (not lockUntil and not value) then
  redis.call('HSET', KEYS[1], 'lockUntil', ARGV[2], 'lockOwner', ARGV[3])
  return {value, 'LOCKED'}
end
return {value, lockUntil}`;

/** KEYS[1] · ARGV value, owner, TTL in ms. Returns 1 when stored, 0 when the lock belongs to somebody else. */
const SET = `
if redis.call('HGET', KEYS[1], 'lockOwner') ~= ARGV[2] then return 0 end
redis.call('HSET', KEYS[1], 'value', ARGV[1])
redis.call('HDEL', KEYS[1], 'lockUntil', 'lockOwner')
redis.call('PEXPIRE', KEYS[1], ARGV[3])
return 1`;

/** KEYS[1] · ARGV delay in ms: how long the old value may still be served. */
const TAG_AS_DELETED = `
redis.call('HSET', KEYS[1], 'lockUntil', 0)
redis.call('HDEL', KEYS[1], 'lockOwner')
redis.call('PEXPIRE', KEYS[1], ARGV[1])`;

export interface Tagged {
  readonly value: string | null;
  /** This reader has to fetch, and may store. */
  readonly owner: string | null;
  /** Somebody else is fetching. */
  readonly isLocked: boolean;
}

export async function getOrLock(redis: Redis, key: string, nowMs: number, lockMs: number): Promise<Tagged> {
  const owner = randomUUID();
  const reply = await redis.eval(GET, 1, key, nowMs, nowMs + lockMs, owner);
  const [value, lock] = reply as [string | null, string | null];
  return { value, owner: lock === 'LOCKED' ? owner : null, isLocked: lock !== null && lock !== 'LOCKED' };
}

export async function setAsOwner(redis: Redis, key: string, owner: string, value: string, ttlMs: number) {
  await redis.eval(SET, 1, key, value, owner, ttlMs);
}

export async function tagAsDeleted(redis: Redis, key: string, delayMs: number): Promise<void> {
  await redis.eval(TAG_AS_DELETED, 1, key, delayMs);
}
