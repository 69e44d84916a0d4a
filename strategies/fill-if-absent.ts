/** The read of the setNX patterns: a fill never overwrites what is already there. */
import { selectItem } from './items.ts';
import type { Reads } from './reads.ts';
import { sourceOf } from './reads.ts';
import type { Context } from './strategy.ts';

export async function fillIfAbsent(
  { redis, mysql }: Context,
  key: string,
  ttlSeconds: number,
  reads: Reads = 'primary',
): Promise<string | null> {
  const cached = await redis.get(key);
  if (cached !== null) return cached;
  const item = await selectItem(sourceOf({ mysql }, reads), key);
  if (item === null) return null;
  await redis.set(key, item.value, 'EX', ttlSeconds, 'NX');
  return item.value;
}
