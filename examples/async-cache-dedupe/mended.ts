/** The same cache behind a generation: see `../generations.ts`. */
import { createCache } from 'async-cache-dedupe';
import { adapt } from 'stalemate';
import { generations } from '../generations.ts';
import { itemsOf } from '../items.ts';

export default adapt({
  title: 'async-cache-dedupe, with a generation in its keys',
  create({ redis, mysql }) {
    const items = itemsOf(mysql);
    const cache = createCache({ ttl: 60, storage: { type: 'redis', options: { client: redis } } }).define(
      'item',
      (key: string) => items.select(key),
    );
    const { current, next } = generations(redis);
    return {
      read: async (key) => cache.item(await current(key)),
      async write(key, value) {
        await items.update(key, value);
        await next(key);
      },
    };
  },
});
