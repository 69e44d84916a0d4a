/**
 * Tag as deleted, weak: a write tags the entry instead of deleting it. The next reader locks it and fetches in the background;
 * until then everybody, this reader too, is served the old value, for at most `delay`.
 * Race: none at rest. Stale reads are the point; a writer that dies before it tags leaves the old value to stay.
 * Source: dtm-labs/rockscache, weak mode, its default (script.go at b0fc0cf; issues #6 and #12 ask about the stale reads).
 */
import { selectItem, updateItem } from './items.ts';
import type { Context } from './strategy.ts';
import { defineStrategy, duration, z } from './strategy.ts';
import { getOrLock, setAsOwner, tagAsDeleted } from './tag-protocol.ts';

const options = z.strictObject({
  ttl: duration().prefault('60s'),
  delay: duration().prefault('10s'),
  lock_ttl: duration().prefault('3s'),
  wait: duration().prefault('100ms'),
});

export const tagDeleteWeak = defineStrategy({
  name: 'tag-delete-weak',
  title:
    'Read: who finds a tag fetches in the background, the old value is served. Write: update the row, tag the entry.',
  options,
  create: ({ ttl, delay, lock_ttl: lockTtl, wait }) => {
    async function fetch({ redis, mysql }: Context, key: string, owner: string): Promise<string | null> {
      const item = await selectItem(mysql, key);
      if (item !== null) await setAsOwner(redis, key, owner, item.value, ttl);
      return item?.value ?? null;
    }

    return {
      async read(context, key) {
        const { redis, mysql, clock } = context;
        let { value, owner } = await getOrLock(redis, key, clock.now(), lockTtl);
        if (value === null && owner === null) {
          await clock.sleep(wait);
          ({ value, owner } = await getOrLock(redis, key, clock.now(), lockTtl));
        }
        if (value !== null) {
          if (owner !== null) void fetch(context, key, owner);
          return value;
        }
        if (owner !== null) return fetch(context, key, owner);
        return (await selectItem(mysql, key))?.value ?? null;
      },

      async write({ redis, mysql }, key, value) {
        await updateItem(mysql, key, value);
        await tagAsDeleted(redis, key, delay);
      },
    };
  },
});
