/**
 * Write-behind: the writer sets the key, is done, and the row follows in the background, in the order of the sets.
 * Race: until then the cache alone knows of the write. When the process dies, the write is lost although it was acknowledged;
 * when the key is evicted, readers get the old row, and store it to stay; when a value was read that never reaches MySQL, it
 * was a dirty read.
 */
import { fillIfAbsent } from './fill-if-absent.ts';
import { updateItem } from './items.ts';
import type { Mysql } from './strategy.ts';
import { defineStrategy, duration, z } from './strategy.ts';

export const writeBehind = defineStrategy({
  name: 'write-behind',
  title: 'Read: SET NX on a miss. Write: set the key; the row is updated in the background.',
  options: z.strictObject({ ttl: duration().prefault('60s') }),
  sharesMemory: true,
  create: ({ ttl }) => {
    const dirty: { readonly key: string; readonly value: string }[] = [];
    let isFlushing = false;

    async function flush(mysql: Mysql): Promise<void> {
      if (isFlushing) return;
      isFlushing = true;
      try {
        for (let next = dirty.shift(); next !== undefined; next = dirty.shift()) {
          await updateItem(mysql, next.key, next.value);
        }
      } finally {
        isFlushing = false;
      }
    }

    return {
      read: (context, key) => fillIfAbsent(context, key, Math.ceil(ttl / 1000)),

      async write({ redis, mysql }, key, value) {
        await redis.set(key, value, 'PX', ttl);
        dirty.push({ key, value });
        void flush(mysql);
      },
    };
  },
});
