/**
 * Singleflight: of the reads of a key that a process has at the same time, one asks cache and database, the others wait for its
 * answer. Race: beside the late fill of cache-aside, a read that begins after a write was acknowledged joins a flight from before
 * it, and gets the old value, also when `fill: lease` refuses late fills. With `forget` nobody on the writer's node joins any more.
 * Source: go-zero core/stores/cache; the same hole is in the strong mode of rockscache, whose reads go through a singleflight.
 */
import { fillOnMiss } from './fill-on-miss.ts';
import { selectItem, updateItem } from './items.ts';
import { deleteAndVoid, getOrLease, setWithLease } from './lease-protocol.ts';
import type { Context } from './strategy.ts';
import { defineStrategy, duration, z } from './strategy.ts';

const LEASE_TTL_MS = 10_000;

const options = z.strictObject({
  ttl: duration().prefault('60s'),
  fill: z.enum(['set', 'lease']).default('set'),
  forget: z.boolean().default(false),
});

export const singleflight = defineStrategy({
  name: 'singleflight',
  title:
    'Read: one per process and key fills on a miss, the others wait for it. Write: update the row, delete the key.',
  options,
  create: ({ ttl, fill, forget }) => {
    const load = fill === 'lease' ? fillWithLease : fillOnMiss;
    const flights = new Map<string, Promise<string | null>>();
    return {
      read(context, key) {
        const running = flights.get(key);
        if (running !== undefined) return running;
        const flight = load(context, key, ttl).finally(() => {
          // After `forget` another flight may be there, and it is not over.
          if (flights.get(key) === flight) flights.delete(key);
        });
        flights.set(key, flight);
        return flight;
      },

      async write({ redis, mysql }, key, value) {
        await updateItem(mysql, key, value);
        await deleteAndVoid(redis, key);
        if (forget) flights.delete(key);
      },
    };
  },
});

async function fillWithLease({ redis, mysql }: Context, key: string, ttlMs: number): Promise<string | null> {
  const { value, token } = await getOrLease(redis, key, LEASE_TTL_MS);
  if (value !== null) return value;
  const item = await selectItem(mysql, key);
  if (item !== null && token !== null) await setWithLease(redis, key, token, item.value, ttlMs);
  return item?.value ?? null;
}
