/**
 * The same service behind a generation: every key carries a number that an update raises. What was loaded before the update is
 * stored under the old one, where nobody looks any more, and nobody joins its load.
 */
import { adapt } from 'stalemate';
import { generations } from '../generations.ts';
import { PRODUCTS, ProductService } from './product-service.ts';

export default adapt({
  title: 'ProductService, with a generation in its keys',
  tables: [PRODUCTS],
  judged: { table: 'products', value: 'name', initial: { price: '9.50', tags: '["new"]' } },
  create({ redis, mysql }) {
    const { current, next } = generations(redis);
    const service = new ProductService(redis, mysql);
    return {
      read: async (key) => (await service.get(await current(key)))?.name,
      async write(key, name) {
        await service.rename(key, name);
        await next(key);
      },
    };
  },
});
