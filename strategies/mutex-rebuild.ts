/**
 * Mutex: after a miss, who gets the lock (SET NX) fills; the others wait a moment, look again, and then ask MySQL themselves.
 * With `counter` writers hold it too: they read the row and add one to what they have read. Race: the late fill of cache-aside.
 * And the lock expires (`lock_ttl`) before the work ends: two hold it, and one update is lost; without `owner_check` the first
 * then deletes the second one's lock, and lets in a third. Only `fenced`, an UPDATE that names the version it builds on, helps.
 * Source: M. Kleppmann, "How to do distributed locking", 2016.
 */
import { idOf, selectItem, updateItem } from './items.ts';
import { tryLock, unlock } from './redis-lock.ts';
import type { Context, Mysql } from './strategy.ts';
import { defineStrategy, duration, z } from './strategy.ts';

const options = z.strictObject({
  ttl: duration().prefault('60s'),
  lock_ttl: duration().prefault('10s'),
  wait: duration().prefault('50ms'),
  owner_check: z.boolean().default(true),
  counter: z.boolean().default(false),
  fenced: z.boolean().default(false),
  recheck: z.boolean().default(false),
});

export const mutexRebuild = defineStrategy({
  name: 'mutex-rebuild',
  title:
    'Read: after a miss, who gets the lock fills, the others wait and look again. Write: update the row, delete the key.',
  options,
  create: ({ ttl, lock_ttl: lockTtl, wait, owner_check: checksOwner, counter, fenced, recheck }) => {
    async function fill({ redis, mysql }: Context, key: string, token: string): Promise<string | null> {
      // Who had the lock before may have filled since this one missed.
      const filled = recheck ? await redis.get(key) : null;
      const item = filled === null ? await selectItem(mysql, key) : null;
      if (item !== null) await redis.set(key, item.value, 'PX', ttl);
      await unlock(redis, key, token, checksOwner);
      return filled ?? item?.value ?? null;
    }

    return {
      async read(context, key) {
        const { redis, mysql, clock } = context;
        const cached = await redis.get(key);
        if (cached !== null) return cached;
        const token = await tryLock(redis, key, lockTtl);
        if (token !== null) return fill(context, key, token);
        await clock.sleep(wait);
        return (await redis.get(key)) ?? (await selectItem(mysql, key))?.value ?? null;
      },

      async write({ redis, mysql, clock }, key, value) {
        if (counter) {
          let token = await tryLock(redis, key, lockTtl);
          while (token === null) {
            // By then its holder is done, or has lost it.
            await clock.sleep(lockTtl);
            token = await tryLock(redis, key, lockTtl);
          }
          while (!(await addOne(mysql, key, value, fenced)));
          await unlock(redis, key, token, checksOwner);
        } else {
          await updateItem(mysql, key, value);
        }
        await redis.del(key);
      },
    };
  },
});

/** Reads the row, and writes the version after the one that it has read. @returns false when `fenced` and no longer that one */
async function addOne(mysql: Mysql, key: string, value: string, fenced: boolean): Promise<boolean> {
  const item = await selectItem(mysql, key);
  if (item === null) return true;
  const [result] = await mysql.execute(
    `UPDATE items SET value = ?, version = ? WHERE id = ?${fenced ? ' AND version = ?' : ''}`,
    [value, item.version + 1, idOf(key), ...(fenced ? [item.version] : [])],
  );
  return (result as { affectedRows: number }).affectedRows > 0;
}
