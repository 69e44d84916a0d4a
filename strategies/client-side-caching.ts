/**
 * Client-side caching: a node keeps what it has read from Redis in its own memory. Redis remembers which keys each node has read
 * (CLIENT TRACKING), and pushes which one changes. Race: until a push is handled, its node serves its copy; and one that is handled
 * before the reply to a GET is taken up finds no copy yet: the old value is stored after it, for `local_ttl`. Mended by a
 * placeholder that is there before the GET, and of which nothing but the reply to that GET may take the place (`own`).
 * Source: Redis, "Client-side caching reference", where all requests share one placeholder; redis/lettuce #3481.
 */
import { randomUUID } from 'node:crypto';
import { selectItem, updateItem } from './items.ts';
import { defineStrategy, duration, z } from './strategy.ts';

const INVALIDATE = '__redis__:invalidate';
/** In memory, for what is being loaded. */
const CACHING = 'caching-in-progress';

const options = z.strictObject({
  ttl: duration().prefault('60s'),
  local_ttl: duration().prefault('10s'),
  placeholder: z.enum(['own', 'shared', 'none']).default('own'),
  broadcast: z.boolean().default(false),
  connection: z.enum(['same', 'redirect']).default('same'),
});

export const clientSideCaching = defineStrategy({
  name: 'client-side-caching',
  title:
    'Read: from local memory, else from Redis, which tells when the key changes; fill on a miss. Write: update the row, delete the key.',
  options,
  create: ({ ttl, local_ttl: localTtl, placeholder, broadcast, connection }) => ({
    async start({ redis, subscriber, local }) {
      const tracking = broadcast ? ['BCAST', 'PREFIX', 'item:'] : [];
      if (connection === 'same') {
        redis.on('invalidate', (key) => (key === null ? local.clear() : local.delete(key)));
        await redis.client('TRACKING', 'ON', ...tracking);
        return;
      }
      subscriber.on('message', async (_, keys) => {
        if (keys === '') return local.clear();
        for (const key of keys.split(',')) await local.delete(key);
      });
      const id = await subscriber.client('ID');
      await subscriber.subscribe(INVALIDATE);
      await redis.client('TRACKING', 'ON', 'REDIRECT', id, ...tracking);
    },

    async read({ redis, mysql, local }, key) {
      const copy = await local.get(key);
      if (copy !== null && !copy.startsWith(CACHING)) return copy;
      const mark = placeholder === 'own' ? `${CACHING} ${randomUUID()}` : CACHING;
      if (placeholder !== 'none') await local.set(key, mark, localTtl);
      const cached = await redis.get(key);
      if (cached !== null) {
        if (placeholder === 'none') await local.set(key, cached, localTtl);
        else await local.replace(key, mark, cached, localTtl);
        return cached;
      }
      const item = await selectItem(mysql, key);
      if (item === null) return null;
      // A change, even by this node, after which Redis tracks the key no more: so no copy of it is kept here.
      await redis.set(key, item.value, 'PX', ttl);
      return item.value;
    },

    async write({ redis, mysql }, key, value) {
      await updateItem(mysql, key, value);
      await redis.del(key);
    },
  }),
});
