/** The same cache behind a generation: see `../generations.ts`. */
import KeyvRedis from '@keyv/redis';
import { Cacheable } from 'cacheable';
import { Keyv } from 'keyv';
import { adapt } from 'stalemate';
import { generations } from '../generations.ts';
import { itemsOf } from '../items.ts';

export default adapt({
  title: 'cacheable, with a generation in its keys',
  create({ redis, mysql, addresses }) {
    const items = itemsOf(mysql);
    const primary = new Keyv({ store: new KeyvRedis({ socket: addresses.redis }) });
    const cache = new Cacheable({ primary, ttl: '1m' });
    const { current, next } = generations(redis);
    return {
      read: async (key) => cache.getOrSet(await current(key), async () => (await items.select(key)) ?? undefined),
      async write(key, value) {
        await items.update(key, value);
        await next(key);
      },
    };
  },
});
