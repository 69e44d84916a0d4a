/**
 * The service as it is. Stale at rest: a load that read the row before an update fills the cache after the delete. Stale
 * reads: who asks after the update joins a load that began before it.
 */
import { adapt } from 'stalemate';
import { ItemService } from './item-service.ts';

export default adapt({
  title: 'ItemService: cache-aside, one load for all who miss',
  create({ redis, mysql }) {
    const service = new ItemService(redis, mysql);
    return { read: (key) => service.get(key), write: (key, value) => service.update(key, value) };
  },
});
