/**
 * Hot-key suffix: a key has several copies, `key#0`, `key#1` …, which lie on different Redis servers; each node reads one of them.
 * Race: the late fill of cache-aside in each copy. And a write has to reach every copy, one command each, since no command spans
 * servers: between two of them one node has the new value and another the old, and a writer that dies there leaves it so. With
 * `reach: own` a write forgets the others; `reach: together` is one DEL, which asks for one server. Source: Alibaba Cloud's guide to hotkeys.
 */
import { fillOnMiss } from './fill-on-miss.ts';
import { updateItem } from './items.ts';
import type { Node } from './strategy.ts';
import { defineStrategy, duration, z } from './strategy.ts';

const options = z.strictObject({
  ttl: duration().prefault('60s'),
  copies: z.int().min(1).max(64).default(2),
  reach: z.enum(['each', 'together', 'own']).default('each'),
});

export const hotKeySuffix = defineStrategy({
  name: 'hot-key-suffix',
  title: 'Read: from the copy of one’s own node, fill it on a miss. Write: update the row, then delete every copy.',
  options,
  create: ({ ttl, copies: count, reach }) => {
    const copyOf = (key: string, number: number): string => `${key}#${number % count}`;
    const ownCopy = (key: string, { number }: Node): string => copyOf(key, number - 1);
    const allCopies = (key: string): string[] => Array.from({ length: count }, (_, number) => copyOf(key, number));

    return {
      read: (context, key) => fillOnMiss(context, key, ttl, { as: ownCopy(key, context.node) }),

      async write({ redis, mysql, node }, key, value) {
        await updateItem(mysql, key, value);
        const copies = reach === 'own' ? [ownCopy(key, node)] : allCopies(key);
        if (reach === 'together') await redis.del(...copies);
        else for (const copy of copies) await redis.del(copy);
      },
    };
  },
});
