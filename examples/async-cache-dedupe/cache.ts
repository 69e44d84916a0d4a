/**
 * `async-cache-dedupe` with its Redis storage, as its documentation has it: a function whose results are cached and whose calls
 * are shared, cleared after an update. Stale at rest: a load that read the row before the update fills the cache after it.
 */
import { createCache } from 'async-cache-dedupe';
import { adapt } from 'stalemate';
import { itemsOf } from '../items.ts';

export default adapt({
  title: 'async-cache-dedupe: a shared load, and clear after an update',
  create({ redis, mysql }) {
    const items = itemsOf(mysql);
    const cache = createCache({ ttl: 60, storage: { type: 'redis', options: { client: redis } } }).define(
      'item',
      (key: string) => items.select(key),
    );
    return {
      read: (key) => cache.item(key),
      async write(key, value) {
        await items.update(key, value);
        await cache.clear('item', key);
      },
    };
  },
});
