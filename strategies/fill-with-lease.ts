/** The read of the patterns with leases: after a miss, only who got the token fills, and only while it is valid. */
import { selectItem } from './items.ts';
import { getOrLease, setWithLease } from './lease-protocol.ts';
import type { Context } from './strategy.ts';

const LEASE_TTL_MS = 10_000;

export async function fillWithLease({ redis, mysql }: Context, key: string, ttlMs: number): Promise<string | null> {
  const { value, token } = await getOrLease(redis, key, LEASE_TTL_MS);
  if (value !== null) return value;
  const item = await selectItem(mysql, key);
  if (item !== null && token !== null) await setWithLease(redis, key, token, item.value, ttlMs);
  return item?.value ?? null;
}
