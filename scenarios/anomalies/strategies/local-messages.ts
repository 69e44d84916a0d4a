/**
 * Local messages: each node keeps values in its own memory, and tells the others by pub/sub what it has written.
 * Race: with `message: value` each of two writers stores its own value, and then the other's when its message comes: the two
 * nodes end with each other's value. With `message: key` the others only drop their copy, and a load decides.
 * Source: the synchronisation of `cacheable`, which sends values.
 */
import { defineStrategy, z } from '../../../strategies/strategy.ts';
import { selectValue, updateValue } from './rows.ts';

const CHANNEL = 'changes';

interface Message {
  /** The node that has written. */
  readonly from: number;
  readonly key: string;
  readonly value?: string;
}

export default defineStrategy({
  name: 'local-messages',
  title: 'Read: from local memory, else from the row. Write: update the row and the own copy, tell the other nodes.',
  options: z.strictObject({ message: z.enum(['value', 'key']) }),
  create: ({ message }) => ({
    async start({ subscriber, local, node }) {
      subscriber.on('message', async (_, text) => {
        const { from, key, value } = JSON.parse(text) as Message;
        if (from === node.number) return;
        if (value === undefined) await local.delete(key);
        else await local.set(key, value);
      });
      await subscriber.subscribe(CHANNEL);
    },

    async read({ mysql, local }, key) {
      const copy = await local.get(key);
      if (copy !== null) return copy;
      const value = await selectValue(mysql, key);
      if (value !== null) await local.set(key, value);
      return value;
    },

    async write({ redis, mysql, local, node }, key, value) {
      await updateValue(mysql, key, value);
      if (message === 'value') await local.set(key, value);
      else await local.delete(key);
      const news: Message = { from: node.number, key, ...(message === 'value' && { value }) };
      await redis.publish(CHANNEL, JSON.stringify(news));
    },
  }),
});
