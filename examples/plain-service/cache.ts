/**
 * The service as it is, with its own table. Stale at rest: a load that read the row before an update fills the cache after the
 * delete. Stale reads: who asks after the update joins a load that began before it.
 */
import { adapt } from 'stalemate';
import { PRODUCTS, ProductService } from './product-service.ts';

export default adapt({
  title: 'ProductService: cache-aside, one load for all who miss',
  tables: [PRODUCTS],
  judged: { table: 'products', value: 'name', initial: { price: '9.50', tags: '["new"]' } },
  create({ redis, mysql }) {
    const service = new ProductService(redis, mysql);
    return {
      read: async (key) => (await service.get(key))?.name,
      write: (key, name) => service.rename(key, name),
    };
  },
});
