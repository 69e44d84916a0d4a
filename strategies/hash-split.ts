/**
 * Split value: a big value is kept in several keys, each read and written by a command of its own.
 * Race: besides the late fill of cache-aside, a reader gets one part from before a write and the other from after it, and joins
 * them to a value that never was. With `stamped` each part carries the row's version, and parts that do not belong together are
 * a miss.
 */
import { selectItem, updateItem } from './items.ts';
import type { Item, Redis } from './strategy.ts';
import { defineStrategy, duration, z } from './strategy.ts';

const PARTS = [0, 1] as const;
const partKey = (key: string, part: number): string => `${key}#${part}`;

export const hashSplit = defineStrategy({
  name: 'hash-split',
  title: 'Read: get both halves, fill them one by one on a miss. Write: update the row, then delete the halves.',
  options: z.strictObject({ ttl: duration().prefault('60s'), stamped: z.boolean().default(false) }),
  create: ({ ttl, stamped }) => {
    function split({ value, version }: Item): string[] {
      const middle = Math.ceil(value.length / 2);
      const stamp = stamped ? `${version}|` : '|';
      return [stamp + value.slice(0, middle), stamp + value.slice(middle)];
    }

    async function cached(redis: Redis, key: string): Promise<string | null> {
      let value = '';
      let stamp: string | null = null;
      for (const part of PARTS) {
        const text = await redis.get(partKey(key, part));
        if (text === null) return null;
        const bar = text.indexOf('|');
        stamp ??= text.slice(0, bar);
        if (text.slice(0, bar) !== stamp) return null;
        value += text.slice(bar + 1);
      }
      return value;
    }

    return {
      async read({ redis, mysql }, key) {
        const value = await cached(redis, key);
        if (value !== null) return value;
        const item = await selectItem(mysql, key);
        if (item === null) return null;
        const parts = split(item);
        for (const part of PARTS) await redis.set(partKey(key, part), parts[part]!, 'PX', ttl);
        return item.value;
      },

      async write({ redis, mysql }, key, value) {
        await updateItem(mysql, key, value);
        for (const part of PARTS) await redis.del(partKey(key, part));
      },
    };
  },
});
