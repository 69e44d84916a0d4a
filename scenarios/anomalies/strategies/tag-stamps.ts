/**
 * Tag stamps: an entry carries the number that its tag had, and counts as gone once the tag has a higher one; a write raises it.
 * Race: with `stamp: after-load` an entry that was loaded before the write gets the number from after it, and is taken for
 * new. A number from before the load can only be too low, and that costs a load.
 * Source: ZiggyCreatures/FusionCache #628 and #535, where the stamp is a time.
 */
import { defineStrategy, duration, z } from '../../../strategies/strategy.ts';
import { selectValue, updateValue } from './rows.ts';

const TAG = 'tag:items';

export default defineStrategy({
  name: 'tag-stamps',
  title:
    'Read: an entry whose stamp is not lower than its tag, else load and stamp. Write: update the row, raise the tag.',
  options: z.strictObject({
    ttl: duration().prefault('60s'),
    stamp: z.enum(['before-load', 'after-load']).default('before-load'),
  }),
  create: ({ ttl, stamp }) => ({
    async read({ redis, mysql }, key) {
      const [entry = null, before = null] = await redis.mget(key, TAG);
      const [entryStamp, cached] = entry === null ? [] : (JSON.parse(entry) as [number, string]);
      if (cached !== undefined && entryStamp! >= Number(before)) return cached;
      const value = await selectValue(mysql, key);
      if (value === null) return null;
      const number = Number(stamp === 'before-load' ? before : await redis.get(TAG));
      await redis.set(key, JSON.stringify([number, value]), 'PX', ttl);
      return value;
    },

    async write({ redis, mysql }, key, value) {
      await updateValue(mysql, key, value);
      await redis.incr(TAG);
    },
  }),
});
