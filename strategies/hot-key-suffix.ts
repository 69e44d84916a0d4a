/**
 * Hot-key suffix: a key has several copies, `key#0`, `key#1` …, spread over the Redis nodes; each service node reads one of them.
 * Race: the late fill of cache-aside in each copy. And a write has to reach every copy, one command each, since no command spans
 * servers: between two of them one node has the new value and another the old, and a writer that dies there, or meets a server
 * that is cut off, leaves it so. With `reach: own` a write forgets the others; `reach: together` is one DEL for each server.
 * Source: Alibaba Cloud's guide to hotkeys.
 */
import { fillOnMiss } from './fill-on-miss.ts';
import { updateItem } from './items.ts';
import type { Context, Redis } from './strategy.ts';
import { defineStrategy, duration, z } from './strategy.ts';

const options = z.strictObject({
  ttl: duration().prefault('60s'),
  copies: z.int().min(1).max(64).default(2),
  reach: z.enum(['each', 'together', 'own']).default('each'),
});

interface Copy {
  readonly redis: Redis;
  readonly name: string;
}

export const hotKeySuffix = defineStrategy({
  name: 'hot-key-suffix',
  title: 'Read: from the copy of one’s own node, fill it on a miss. Write: update the row, then delete every copy.',
  options,
  create: ({ ttl, copies: count, reach }) => {
    const copiesOf = ({ redisNodes }: Context, key: string): readonly Copy[] =>
      Array.from({ length: count }, (_, number) => ({
        redis: redisNodes[number % redisNodes.length]!.redis,
        name: `${key}#${number}`,
      }));
    const ownCopy = (context: Context, key: string): Copy => copiesOf(context, key)[(context.node.number - 1) % count]!;

    return {
      read(context, key) {
        const { redis, name } = ownCopy(context, key);
        return fillOnMiss({ redis, mysql: context.mysql }, key, ttl, { as: name });
      },

      async write(context, key, value) {
        await updateItem(context.mysql, key, value);
        const copies = reach === 'own' ? [ownCopy(context, key)] : copiesOf(context, key);
        if (reach !== 'together') {
          for (const { redis, name } of copies) await redis.del(name);
          return;
        }
        for (const [at, { redis }] of context.redisNodes.entries()) {
          const names = copies.filter((_, number) => number % context.redisNodes.length === at).map(({ name }) => name);
          if (names.length > 0) await redis.del(...names);
        }
      },
    };
  },
});
