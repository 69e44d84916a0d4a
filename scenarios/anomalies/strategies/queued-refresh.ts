/**
 * Queued refresh: a write asks for a job that loads the row into the cache again. Of the same key there is one job at a time.
 * Race: a job is there until it has ended, and a second write that comes while it runs asks for nothing: the value that the job
 * has read before that write stays. With `ask_again` the job is done once more when somebody has asked meanwhile.
 * Source: taskforcesh/bullmq #3427 and #3151 (deduplication until a job is completed).
 */
import { defineStrategy, duration, z } from '../../../strategies/strategy.ts';
import { idOf, selectValue, updateValue } from './rows.ts';

interface Job {
  readonly item_id: number;
  /** How often it was asked for. */
  readonly asked: number;
}

export default defineStrategy({
  name: 'queued-refresh',
  title: 'Read: SET NX on a miss. Write: update the row, and ask for a job. Job: set the key to the row.',
  options: z.strictObject({ ttl: duration().prefault('60s'), ask_again: z.boolean().default(false) }),
  tables: ['CREATE TABLE jobs (item_id BIGINT NOT NULL PRIMARY KEY, asked BIGINT NOT NULL)'],
  create: ({ ttl, ask_again: asksAgain }) => ({
    async read({ redis, mysql }, key) {
      const cached = await redis.get(key);
      if (cached !== null) return cached;
      const value = await selectValue(mysql, key);
      if (value !== null) await redis.set(key, value, 'PX', ttl, 'NX');
      return value;
    },

    async write({ mysql }, key, value) {
      await mysql.beginTransaction();
      await updateValue(mysql, key, value);
      const otherwise = asksAgain ? 'ON DUPLICATE KEY UPDATE asked = asked + 1' : '';
      const insert = asksAgain ? 'INSERT' : 'INSERT IGNORE';
      await mysql.execute(`${insert} INTO jobs (item_id, asked) VALUES (?, 1) ${otherwise}`, [idOf(key)]);
      await mysql.commit();
    },

    async poll({ redis, mysql }) {
      const [jobs] = await mysql.query('SELECT item_id, asked FROM jobs ORDER BY item_id');
      for (const { item_id: id, asked } of jobs as Job[]) {
        const value = await selectValue(mysql, `item:${id}`);
        if (value !== null) await redis.set(`item:${id}`, value, 'PX', ttl);
        await mysql.execute('DELETE FROM jobs WHERE item_id = ? AND asked = ?', [id, asked]);
      }
    },
  }),
});
