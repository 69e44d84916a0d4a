/**
 * Remote marker: fills are read from the region's replica, which may lag. Before it commits, a write puts a marker beside the key;
 * a miss that finds one is sent to the primary. When the replica has applied the change, its binlog takes the marker away.
 * Race: stale reads, and stale at rest, when the marker is evicted while the replica lags. With `marker: shared`, as in the source,
 * the first of two writes to arrive takes away the marker of both; `per-write` counts them. A crash before the delete stays stale.
 * Source: Nishtala et al., "Scaling Memcache at Facebook", NSDI 2013, §5 (remote markers; the paper accepts the shared one's race).
 */
import { selectItem, updateItem } from './items.ts';
import { deleteAndVoid, getOrLease, setWithLease } from './lease-protocol.ts';
import { defineStrategy, duration, z } from './strategy.ts';

const markerKey = (key: string): string => `remote:{${key}}`;
/** The field of all writes, where they share one. */
const SHARED = '*';

const options = z.strictObject({
  ttl: duration().prefault('60s'),
  lease_ttl: duration().prefault('10s'),
  marker_ttl: duration().prefault('60s'),
  marker: z.enum(['per-write', 'shared']).default('per-write'),
});

export const remoteMarker = defineStrategy({
  name: 'remote-marker',
  title:
    "Read: a miss asks a replica; if the key is marked, the primary. Write: mark, update, delete. Replica's binlog: unmark.",
  options,
  create: ({ ttl, lease_ttl: leaseTtl, marker_ttl: markerTtl, marker }) => {
    const fieldOf = (value: string): string => (marker === 'shared' ? SHARED : value);

    return {
      async read({ redis, mysql }, key) {
        const { value, token } = await getOrLease(redis, key, leaseTtl);
        if (value !== null) return value;
        const isMarked = (await redis.exists(markerKey(key))) === 1;
        const item = await selectItem(isMarked ? mysql : mysql.replica, key);
        if (item !== null && token !== null) await setWithLease(redis, key, token, item.value, ttl);
        return item?.value ?? null;
      },

      async write({ redis, mysql }, key, value) {
        await redis.multi().hset(markerKey(key), fieldOf(value), '1').pexpire(markerKey(key), markerTtl).exec();
        await updateItem(mysql, key, value);
        await deleteAndVoid(redis, key);
      },

      async onChange({ redis }, { key, after }) {
        if (after !== null) await redis.hdel(markerKey(key), fieldOf(after.value));
      },
    };
  },
});
