/**
 * No strategy, but every step that the others take, each on its way through the same delays: what it records is the profile of
 * these servers on this network, made before anything is stressed.
 */
import { selectItem, updateItem } from '../../strategies/items.ts';
import { defineStrategy } from '../../strategies/strategy.ts';

export const probeStrategy = defineStrategy({
  name: 'probe',
  title: 'Read: one step of each kind. Write: updates a row, alone and in a transaction. Binlog: hears of it.',
  create: () => ({
    async read({ redis, mysql }, key) {
      await redis.set(key, 'x', 'PX', 60_000);
      await redis.setex(key, 60, 'x');
      await redis.eval("return redis.call('SET', KEYS[1], ARGV[1], 'PX', 60000)", 1, key, 'x');
      await redis.hget(`hash:${key}`, 'value');
      const item = await selectItem(mysql, key);
      await redis.get(key);
      await redis.del(key);
      return item?.value ?? null;
    },

    async write({ mysql }, key, value) {
      await updateItem(mysql, key, value);
      await mysql.beginTransaction();
      await updateItem(mysql, key, `${value}+`);
      await mysql.commit();
    },

    async onChange() {
      // How long the change was on its way has been recorded.
    },
  }),
});
