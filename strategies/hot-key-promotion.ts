/**
 * Hot-key promotion: a node that is asked for a key often keeps it in its own memory too, for a short time (`local_ttl`).
 * Race: a write deletes the copy of its own node only: the others serve theirs to the end, and a late fill hits both levels.
 * `invalidate: pubsub` tells the others, unless the message is lost or comes before a copy is stored; `pubsub-if-hot` only if the
 * writer's node has a copy too. With `version` a copy is served only while the key's version in Redis is the one from before it
 * was loaded. Source: ck-jesse/l2cache #40, JD hotkey.
 */
import { fillOnMiss } from './fill-on-miss.ts';
import { SlidingWindow, TopKeys } from './hot-keys.ts';
import { updateItem } from './items.ts';
import type { StartContext } from './strategy.ts';
import { defineStrategy, duration, z } from './strategy.ts';

/** Writers publish which key has changed. */
const CHANNEL = 'hot-keys';

const versionKey = (key: string): string => `version:{${key}}`;

const options = z.strictObject({
  ttl: duration().prefault('60s'),
  local_ttl: duration().prefault('5s'),
  detector: z.enum(['heap', 'sliding-window']).default('heap'),
  top: z.int().min(1).default(100),
  window: duration().prefault('1s'),
  threshold: z.int().min(1).default(2),
  invalidate: z.enum(['none', 'version', 'pubsub', 'pubsub-if-hot']).default('none'),
});

export const hotKeyPromotion = defineStrategy({
  name: 'hot-key-promotion',
  title:
    'Read: from local memory when hot, else fill on a miss. Write: update the row, delete the key and the local copy.',
  options,
  sharesMemory: true,
  create: ({ ttl, local_ttl: localTtl, detector, top, window, threshold, invalidate }) => {
    const hot = detector === 'heap' ? new TopKeys(top, threshold) : new SlidingWindow(window, threshold);
    const checksVersion = invalidate === 'version';

    async function start({ subscriber, local }: StartContext): Promise<void> {
      subscriber.on('message', (_, key) => local.delete(key));
      await subscriber.subscribe(CHANNEL);
    }

    return {
      ...(invalidate.startsWith('pubsub') && { start }),

      async read(context, key) {
        const { redis, local, clock } = context;
        const isHot = hot.note(key, clock.now());
        const copy = await local.get(key);
        // Before the load: what is loaded later may be newer than its stamp, never older.
        const stamp = checksVersion ? `${(await redis.get(versionKey(key))) ?? '0'}|` : '';
        if (copy?.startsWith(stamp)) return copy.slice(stamp.length);
        const value = await fillOnMiss(context, key, ttl);
        if (isHot && value !== null) await local.set(key, `${stamp}${value}`, localTtl);
        return value;
      },

      async write({ redis, mysql, local }, key, value) {
        await updateItem(mysql, key, value);
        if (checksVersion) await redis.multi().del(key).incr(versionKey(key)).exec();
        else await redis.del(key);
        const wasHot = await local.delete(key);
        if (invalidate === 'pubsub' || (invalidate === 'pubsub-if-hot' && wasHot)) await redis.publish(CHANNEL, key);
      },
    };
  },
});
