/**
 * Tag as deleted, strong: as tag-delete-weak, but a tagged value is not served any more: who gets the lock fetches, the others
 * wait and look again, and then ask MySQL themselves.
 * Race: none with one database, as long as the writer lives to tag. (rockscache adds a singleflight, which has a hole of its
 * own: see singleflight.ts.)
 * Source: dtm-labs/rockscache, strong mode (client.go at b0fc0cf).
 */
import { selectItem, updateItem } from './items.ts';
import { defineStrategy, duration, z } from './strategy.ts';
import { getOrLock, setAsOwner, tagAsDeleted } from './tag-protocol.ts';

const options = z.strictObject({
  ttl: duration().prefault('60s'),
  delay: duration().prefault('10s'),
  lock_ttl: duration().prefault('3s'),
  wait: duration().prefault('100ms'),
});

export const tagDeleteStrong = defineStrategy({
  name: 'tag-delete-strong',
  title: 'Read: who finds a tag or nothing locks and fetches, the others wait. Write: update the row, tag the entry.',
  options,
  create: ({ ttl, delay, lock_ttl: lockTtl, wait }) => ({
    async read({ redis, mysql, clock }, key) {
      let found = await getOrLock(redis, key, clock.now(), lockTtl);
      if (found.isLocked) {
        await clock.sleep(wait);
        found = await getOrLock(redis, key, clock.now(), lockTtl);
      }
      if (found.owner === null && !found.isLocked) return found.value;
      const item = await selectItem(mysql, key);
      if (item !== null && found.owner !== null) await setAsOwner(redis, key, found.owner, item.value, ttl);
      return item?.value ?? null;
    },

    async write({ redis, mysql }, key, value) {
      await updateItem(mysql, key, value);
      await tagAsDeleted(redis, key, delay);
    },
  }),
});
