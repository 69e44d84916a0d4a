/**
 * Delete inside the transaction: the key is deleted before COMMIT, as caches hooked into an ORM's flush often do.
 * Race: between DEL and COMMIT every reader still sees v1 in MySQL and stores it.
 * Source: mybatis/spring #171 and eclipse/openvsx #2220, where the second-level cache is cleared before the commit.
 */
import { fillOnMiss } from './fill-on-miss.ts';
import { updateItem } from './items.ts';
import { readsOption } from './reads.ts';
import { defineStrategy, duration, z } from './strategy.ts';

export const deleteInTransaction = defineStrategy({
  name: 'delete-in-transaction',
  title: 'Read: fill on a miss. Write: in one transaction, update the row and delete the key, then commit.',
  options: z.strictObject({ ttl: duration().prefault('60s'), reads: readsOption }),
  create: ({ ttl, reads }) => ({
    read: (context, key) => fillOnMiss(context, key, ttl, { reads }),

    async write({ redis, mysql }, key, value) {
      await mysql.beginTransaction();
      await updateItem(mysql, key, value);
      await redis.del(key);
      await mysql.commit();
    },
  }),
});
