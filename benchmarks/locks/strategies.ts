/** Writers that meet at a row lock: the second one waits until the first one's transaction ends. */
import { deleteItem, idOf, updateItem } from '../../strategies/items.ts';
import { defineStrategy } from '../../strategies/strategy.ts';
import type { Mysql, Strategy } from '../../strategies/strategy.ts';

function writing(name: string, first: (mysql: Mysql, key: string, value: string) => Promise<unknown>): Strategy {
  return defineStrategy({
    name,
    title: 'Write: a transaction whose first statement takes the row, then delete the key.',
    create: () => ({
      read: ({ redis }, key) => redis.get(key),

      async write({ redis, mysql }, key, value) {
        await mysql.beginTransaction();
        await first(mysql, key, value);
        await updateItem(mysql, key, value);
        await mysql.commit();
        await redis.del(key);
      },
    }),
  });
}

/** The one who waits takes the row when it is let go. */
export const lockingRead = writing('locking-read', (mysql, key) =>
  mysql.query('SELECT value FROM items WHERE id = ? FOR UPDATE', [idOf(key)]),
);

/** The one who waits finds the row gone when it is let go. */
export const deletion = writing('deletion', deleteItem);
