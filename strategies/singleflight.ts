/**
 * Singleflight: of the reads of a key that a process has at the same time, one asks cache and database, the others wait for its
 * answer. Race: beside the late fill of cache-aside, a read that begins after a write was acknowledged joins a flight from before
 * it, and gets the old value, also when `fill: lease` refuses late fills. With `forget` nobody on the writer's node joins any more;
 * then a flight may end that is not the key's any more, and with `cleanup: any` it takes out its successor.
 * Source: go-zero core/stores/cache; the same hole is in the strong mode of rockscache, whose reads go through a singleflight.
 */
import { fillOnMiss } from './fill-on-miss.ts';
import { fillWithLease } from './fill-with-lease.ts';
import { Flights } from './flights.ts';
import { updateItem } from './items.ts';
import { deleteAndVoid } from './lease-protocol.ts';
import { defineStrategy, duration, z } from './strategy.ts';

const options = z.strictObject({
  ttl: duration().prefault('60s'),
  fill: z.enum(['set', 'lease']).default('set'),
  forget: z.boolean().default(false),
  cleanup: z.enum(['own', 'any']).default('own'),
});

export const singleflight = defineStrategy({
  name: 'singleflight',
  title:
    'Read: one per process and key fills on a miss, the others wait for it. Write: update the row, delete the key.',
  options,
  create: ({ ttl, fill, forget, cleanup }) => {
    const load = fill === 'lease' ? fillWithLease : fillOnMiss;
    const flights = new Flights(cleanup);
    return {
      read: (context, key) => flights.join(key, () => load(context, key, ttl)),

      async write({ redis, mysql }, key, value) {
        await updateItem(mysql, key, value);
        await deleteAndVoid(redis, key);
        if (forget) flights.forget(key);
      },
    };
  },
});
