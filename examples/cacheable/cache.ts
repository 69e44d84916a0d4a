/**
 * `cacheable` over `@keyv/redis`, as its documentation has it: `getOrSet` to read, `delete` after an update. Stale at rest: a load
 * that read the row before the update fills the cache after the delete.
 */
import KeyvRedis from '@keyv/redis';
import { Cacheable } from 'cacheable';
import { Keyv } from 'keyv';
import { adapt } from 'stalemate';
import { itemsOf } from '../items.ts';

export default adapt({
  title: 'cacheable: getOrSet, and delete after an update',
  create({ mysql, addresses }) {
    const items = itemsOf(mysql);
    const primary = new Keyv({ store: new KeyvRedis({ socket: addresses.redis }) });
    const cache = new Cacheable({ primary, ttl: '1m' });
    return {
      read: (key) => cache.getOrSet(key, async () => (await items.select(key)) ?? undefined),
      async write(key, value) {
        await items.update(key, value);
        await cache.delete(key);
      },
    };
  },
});
