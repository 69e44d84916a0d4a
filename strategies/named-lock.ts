/**
 * Named lock: who fills and who writes holds MySQL's GET_LOCK for the key, so no fill can be on its way while a row changes.
 * It lives as long as the connection: no expiry takes it from a slow holder, and a crash gives it back. Race: none in that; but
 * a writer that dies after its UPDATE leaves the old entry. With `writers: free` only fills exclude each other: the late fill
 * of cache-aside. Source: MySQL 9 Reference Manual, "Locking Functions"; one connection must take and release it.
 */
import { fillOnMiss } from './fill-on-miss.ts';
import { selectItem, updateItem } from './items.ts';
import type { Mysql } from './strategy.ts';
import { defineStrategy, duration, z } from './strategy.ts';

const options = z.strictObject({
  ttl: duration().prefault('60s'),
  timeout: duration().prefault('10s'),
  writers: z.enum(['locked', 'free']).default('locked'),
});

export const namedLock = defineStrategy({
  name: 'named-lock',
  title: 'Read: after a miss, fill under GET_LOCK. Write: under the same lock, update the row, then delete the key.',
  options,
  create: ({ ttl, timeout, writers }) => ({
    async read(context, key) {
      const { redis, mysql } = context;
      const cached = await redis.get(key);
      if (cached !== null) return cached;
      if (!(await getLock(mysql, key, timeout))) return (await selectItem(mysql, key))?.value ?? null;
      try {
        return await fillOnMiss(context, key, ttl);
      } finally {
        await releaseLock(mysql, key);
      }
    },

    async write({ redis, mysql }, key, value) {
      const isLocked = writers === 'locked';
      if (isLocked && !(await getLock(mysql, key, timeout))) throw new Error(`${key} is locked for too long`);
      try {
        await updateItem(mysql, key, value);
        await redis.del(key);
      } finally {
        if (isLocked) await releaseLock(mysql, key);
      }
    },
  }),
});

/** MySQL takes names of up to 64 characters, for the whole server. */
const lockNameOf = (key: string): string => `rebuild:${key}`;

async function getLock(mysql: Mysql, key: string, timeoutMs: number): Promise<boolean> {
  // MySQL rounds to whole seconds, and does not wait at all for 0.
  const seconds = Math.ceil(timeoutMs / 1000);
  const [rows] = await mysql.execute('SELECT GET_LOCK(?, ?) AS hasLock', [lockNameOf(key), seconds]);
  return (rows as { hasLock: number | null }[])[0]?.hasLock === 1;
}

async function releaseLock(mysql: Mysql, key: string): Promise<void> {
  await mysql.execute('DO RELEASE_LOCK(?)', [lockNameOf(key)]);
}
