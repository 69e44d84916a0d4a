/** A Bloom filter in Redis: the fields of a hash are its bits. One command asks for all bits of a key. */
import type { Redis } from './strategy.ts';

const FILTER = 'bloom:items';
/** Set when the filter is complete: without it, a bit that is missing says nothing. */
const COMPLETE = 'complete';
const BITS = 1024;
const HASHES = 3;

/** FNV-1a, seeded. */
function hash(text: string, seed: number): number {
  let value = 2_166_136_261 ^ seed;
  for (let i = 0; i < text.length; i++) value = Math.imul(value ^ text.charCodeAt(i), 16_777_619);
  return (value >>> 0) % BITS;
}

function bitsOf(key: string): string[] {
  return Array.from({ length: HASHES }, (_, i) => `${hash(key, i)}`);
}

/** Null: there is no complete filter. */
export async function mayContain(redis: Redis, key: string): Promise<boolean | null> {
  const [complete, ...bits] = await redis.hmget(FILTER, COMPLETE, ...bitsOf(key));
  return complete === null ? null : bits.every((bit) => bit !== null);
}

export async function addToFilter(redis: Redis, key: string): Promise<void> {
  await redis.hset(FILTER, Object.fromEntries(bitsOf(key).map((bit) => [bit, 1])));
}

/** @param isSwap false: what was added in the meantime stays */
export async function storeFilter(redis: Redis, keys: readonly string[], isSwap: boolean): Promise<void> {
  const bits = Object.fromEntries([COMPLETE, ...keys.flatMap(bitsOf)].map((bit) => [bit, 1]));
  if (isSwap) await redis.multi().del(FILTER).hset(FILTER, bits).exec();
  else await redis.hset(FILTER, bits);
}
