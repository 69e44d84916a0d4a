/**
 * Cache levels: the topology's `levels`, or the node's memory before Redis. A read asks the upstream one first and fills what it
 * has passed; a write deletes in all. Race: with `delete_order: upstream-first` a reader between two deletes brings the old value
 * up again; in the right order that takes a late fill, which lives for its TTL, so upstream ones are shorter. A copy that is made
 * when the entry below ends soon outlives it (`backfill: own`); `min` never does, `remaining` may outlive its own TTL's promise.
 * `non_blocking` acknowledges before all is deleted. Local copies of other nodes are not deleted at all. Source: cacheable #67, #1077.
 */
import { selectItem, updateItem } from './items.ts';
import type { Context, Local, Redis } from './strategy.ts';
import { defineStrategy, duration, z } from './strategy.ts';

const options = z.strictObject({
  /** Upstream first; the last one is also for all below it. */
  ttls: z.array(duration()).min(1).prefault(['10s', '60s']),
  delete_order: z.enum(['downstream-first', 'upstream-first']).default('downstream-first'),
  backfill: z.enum(['own', 'remaining', 'min']).default('own'),
  /** A write awaits the first delete only. */
  non_blocking: z.boolean().default(false),
});

type Backfill = z.output<typeof options>['backfill'];

interface Level {
  get(key: string): Promise<{ readonly value: string; readonly leftMs: number } | null>;
  set(key: string, value: string, ttlMs: number): Promise<unknown>;
  delete(key: string): Promise<unknown>;
}

const inMemory = (local: Local): Level => ({
  // The first of all is never filled from, so what it has left does not matter.
  get: async (key) => withLeft(await local.get(key), Infinity),
  set: (key, value, ttlMs) => local.set(key, value, ttlMs),
  delete: (key) => local.delete(key),
});

const inRedis = (redis: Redis, backfill: Backfill): Level => ({
  async get(key) {
    if (backfill === 'own') return withLeft(await redis.get(key), Infinity);
    const replies = (await redis.multi().get(key).pttl(key).exec()) ?? [];
    const [value, leftMs] = replies.map(([, reply]) => reply) as [string | null, number];
    return withLeft(value, leftMs);
  },
  set: (key, value, ttlMs) => redis.set(key, value, 'PX', ttlMs),
  delete: (key) => redis.del(key),
});

function withLeft(value: string | null, leftMs: number): { value: string; leftMs: number } | null {
  return value === null ? null : { value, leftMs };
}

/** How long a copy may live that is filled from an entry with so much left; from MySQL, which keeps its rows: its own TTL. */
function lifeOf(ownMs: number, leftMs: number, backfill: Backfill): number {
  if (backfill === 'own' || leftMs === Infinity) return ownMs;
  return backfill === 'min' ? Math.min(ownMs, leftMs) : leftMs;
}

async function deleteIn(levels: readonly Level[], key: string): Promise<void> {
  for (const level of levels) await level.delete(key);
}

export const multiLevel = defineStrategy({
  name: 'multi-level',
  title:
    'Read: from one level after the other, at last MySQL, and fill on the way back. Write: update the row, delete in all.',
  options,
  create: ({ ttls, delete_order: deleteOrder, backfill, non_blocking: isNonBlocking }) => {
    const levelsOf = ({ levels, local, redis }: Context): readonly Level[] =>
      levels.length === 0
        ? [inMemory(local), inRedis(redis, backfill)]
        : levels.map((level) => inRedis(level.redis, backfill));
    const ttlOf = (position: number): number => ttls[position] ?? ttls.at(-1)!;

    /** Into the levels above `position`, the nearest first. */
    async function fill(levels: readonly Level[], position: number, key: string, value: string, leftMs: number) {
      for (let above = position - 1; above >= 0; above--) {
        await levels[above]!.set(key, value, lifeOf(ttlOf(above), leftMs, backfill));
      }
    }

    return {
      async read(context, key) {
        const levels = levelsOf(context);
        for (const [position, level] of levels.entries()) {
          const found = await level.get(key);
          if (found === null) continue;
          await fill(levels, position, key, found.value, found.leftMs);
          return found.value;
        }
        const item = await selectItem(context.mysql, key);
        if (item !== null) await fill(levels, levels.length, key, item.value, Infinity);
        return item?.value ?? null;
      },

      async write(context, key, value) {
        await updateItem(context.mysql, key, value);
        const levels = levelsOf(context);
        const [first, ...others] = deleteOrder === 'upstream-first' ? levels : levels.toReversed();
        await first!.delete(key);
        const rest = deleteIn(others, key);
        if (!isNonBlocking) await rest;
      },
    };
  },
});
