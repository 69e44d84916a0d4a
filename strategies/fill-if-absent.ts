/** The read of the setNX patterns: a fill never overwrites what is already there. */
import { selectItem } from './items.ts';
import type { Context } from './strategy.ts';

export async function fillIfAbsent({ redis, mysql }: Context, key: string, ttlSeconds: number): Promise<string | null> {
  const cached = await redis.get(key);
  if (cached !== null) return cached;
  const item = await selectItem(mysql, key);
  if (item === null) return null;
  await redis.set(key, item.value, 'EX', ttlSeconds, 'NX');
  return item.value;
}
