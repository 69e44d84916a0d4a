/**
 * Lock first: a writer puts a lock where the value is, before it touches the row. A reader that finds nothing puts a lock there
 * too, and stores its value in place of it; who finds a lock asks MySQL, and stores nothing. Race: a writer that never comes back
 * to its lock (`unlock: never`) relies on it to be there: once it is evicted, an old value is stored. And with one text for all
 * locks (`reader_lock: shared`) a reader takes the writer's for its own. Source: qedus/nds #33; datastore-ndb-python #84.
 */
import { randomUUID } from 'node:crypto';
import { defineStrategy, duration, z } from '../../../strategies/strategy.ts';
import { idOf, selectValue, updateValue } from './rows.ts';

const LOCK = 'locked';

/** KEYS[1] the entry · ARGV the lock that must be there, value, TTL in ms. Returns 1 when stored, else 0. */
const STORE_FOR_LOCK = `
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3])
return 1`;

export default defineStrategy({
  name: 'lock-first',
  title: 'Read: lock after a miss, load, store in place of the lock. Write: lock, change the row, delete the lock.',
  options: z.strictObject({
    ttl: duration().prefault('60s'),
    /** Nobody holds a lock for longer. */
    lock_ttl: duration().prefault('32s'),
    reader_lock: z.enum(['own', 'shared']).default('own'),
    unlock: z.enum(['delete', 'never']).default('delete'),
  }),
  create: ({ ttl, lock_ttl: lockTtl, reader_lock: readerLock, unlock }) => ({
    async read({ redis, mysql }, key) {
      const found = await redis.get(key);
      if (found !== null && !found.startsWith(LOCK)) return found;
      const lock = readerLock === 'own' ? `${LOCK} ${randomUUID()}` : LOCK;
      const isLocked = found === null && (await redis.set(key, lock, 'PX', lockTtl, 'NX')) !== null;
      const value = await selectValue(mysql, key);
      if (isLocked && value !== null) await redis.eval(STORE_FOR_LOCK, 1, key, lock, value, ttl);
      return value;
    },

    async write({ redis, mysql }, key, value) {
      await redis.set(key, LOCK, 'PX', lockTtl);
      await updateValue(mysql, key, value);
      if (unlock === 'delete') await redis.del(key);
    },

    async delete({ redis, mysql }, key) {
      await redis.set(key, LOCK, 'PX', lockTtl);
      await mysql.execute('DELETE FROM items WHERE id = ?', [idOf(key)]);
      if (unlock === 'delete') await redis.del(key);
    },
  }),
});
