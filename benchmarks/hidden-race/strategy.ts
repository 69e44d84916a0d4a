/** Cache-aside that does something else between two calls, as services do: parsing, validating, middleware. */
import { selectItem, updateItem } from '../../strategies/items.ts';
import { defineStrategy } from '../../strategies/strategy.ts';
import type { Strategy } from '../../strategies/strategy.ts';

export const pauses = {
  nothing: async () => {},
  '40 awaits': () => awaits(40),
  // fast-check waits for 50 microtasks.
  '55 awaits': () => awaits(55),
  '100 awaits': () => awaits(100),
  setImmediate: () => new Promise<void>((resolve) => void setImmediate(resolve)),
} satisfies Record<string, () => Promise<void>>;

export type PauseName = keyof typeof pauses;

export function pausingCacheAside(pauseName: PauseName): Strategy {
  const pause = pauses[pauseName];
  return defineStrategy({
    name: `cache-aside with ${pauseName}`,
    title: 'Cache-aside that does something else between two calls.',
    create: () => ({
      async read({ redis, mysql }, key) {
        const cached = await redis.get(key);
        if (cached !== null) return cached;
        await pause();
        const item = await selectItem(mysql, key);
        if (item === null) return null;
        await pause();
        await redis.set(key, item.value, 'PX', 60_000);
        return item.value;
      },

      async write({ redis, mysql }, key, value) {
        await updateItem(mysql, key, value);
        await pause();
        await redis.del(key);
      },
    }),
  });
}

async function awaits(count: number): Promise<void> {
  for (let i = 0; i < count; i++) await null;
}
