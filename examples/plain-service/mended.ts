/**
 * The same service behind a generation: every key carries a number that an update raises. What was loaded before the update is
 * stored under the old one, where nobody looks any more, and nobody joins its load.
 */
import { adapt } from 'stalemate';
import { generations } from '../generations.ts';
import { ItemService } from './item-service.ts';

export default adapt({
  title: 'ItemService, with a generation in its keys',
  create({ redis, mysql }) {
    const { current, next } = generations(redis);
    const service = new ItemService(redis, mysql);
    return {
      read: async (key) => service.get(await current(key)),
      async write(key, value) {
        await service.update(key, value);
        await next(key);
      },
    };
  },
});
