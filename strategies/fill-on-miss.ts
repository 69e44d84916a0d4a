/** The read that most patterns share: ask the cache; on a miss read the row and store it, whatever happened in between. */
import { selectItem } from './items.ts';
import type { Reads } from './reads.ts';
import { sourceOf } from './reads.ts';
import type { Context } from './strategy.ts';

interface FillOptions {
  readonly reads?: Reads;
  /** The name under which the value is cached. Left out: the key. */
  readonly as?: string;
}

export async function fillOnMiss(
  context: Pick<Context, 'redis' | 'mysql'>,
  key: string,
  ttlMs: number,
  { reads = 'primary', as: cachedAs = key }: FillOptions = {},
): Promise<string | null> {
  const { redis } = context;
  const cached = await redis.get(cachedAs);
  if (cached !== null) return cached;
  const item = await selectItem(sourceOf(context, reads), key);
  if (item === null) return null;
  await redis.set(cachedAs, item.value, 'PX', ttlMs);
  return item.value;
}
