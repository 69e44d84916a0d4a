/**
 * Lease with a consumer of the replica's binlog: fills are read from the replica, and need a lease; when the replica has
 * applied a change, the consumer deletes the key and voids leases, so that no older fill can land after it.
 * Race: stale reads while the replica lags. At rest none, given `pipeline: { source: replica }`: the primary's binlog is early.
 * Source: canal's documentation on reading the binlog of the last replica; Nishtala et al., NSDI 2013, §3.2.1 and §4.1.
 */
import { updateItem } from './items.ts';
import { deleteAndVoid, readWithLease } from './lease-protocol.ts';
import { defineStrategy, duration, z } from './strategy.ts';

export const replicaCdcLease = defineStrategy({
  name: 'replica-cdc-lease',
  title:
    "Read: a miss takes a token and reads a replica. Write: update the row, delete key and token. Replica's binlog: again.",
  options: z.strictObject({ ttl: duration().prefault('60s'), lease_ttl: duration().prefault('10s') }),
  create: ({ ttl, lease_ttl: leaseTtl }) => ({
    read: ({ redis, mysql }, key) => readWithLease(redis, mysql.replica, key, { ttl, leaseTtl }),

    async write({ redis, mysql }, key, value) {
      await updateItem(mysql, key, value);
      await deleteAndVoid(redis, key);
    },

    async onChange({ redis }, { key }) {
      await deleteAndVoid(redis, key);
    },
  }),
});
