/**
 * Local refresh: a small table is held in each node's memory, as a whole. When it is older than `every`, it is read again in the
 * background and swapped in one go (copy on write); until then everybody reads the old copy. Redis has no part in it.
 * Race: none in the swap, as there is one refresh at a time per node. But every read may be old by `every` and the time that a
 * refresh takes, and two nodes show different tables: who asks one and then the other goes back in time.
 */
import { updateItem } from './items.ts';
import type { Context, Item } from './strategy.ts';
import { defineStrategy, duration, z } from './strategy.ts';

const TABLE = 'table:items';

interface Copy {
  readonly loadedAt: number;
  readonly values: Readonly<Record<string, string>>;
}

/** The new copy is complete before anybody sees it. */
async function load({ mysql, local, clock }: Context): Promise<Copy> {
  const loadedAt = clock.now();
  const [rows] = await mysql.query('SELECT id, value, version FROM items');
  const copy = { loadedAt, values: Object.fromEntries((rows as Item[]).map(({ id, value }) => [`item:${id}`, value])) };
  await local.set(TABLE, JSON.stringify(copy));
  return copy;
}

export const localRefresh = defineStrategy({
  name: 'local-refresh',
  title:
    'Read: from a copy of the whole table in local memory, which is read again from time to time. Write: update the row.',
  options: z.strictObject({ every: duration().prefault('1s') }),
  sharesMemory: true,
  create: ({ every }) => {
    let isRefreshing = false;

    async function refresh(context: Context): Promise<void> {
      if (isRefreshing) return;
      isRefreshing = true;
      try {
        await load(context);
      } finally {
        isRefreshing = false;
      }
    }

    return {
      async read(context, key) {
        const text = await context.local.get(TABLE);
        const copy = text === null ? await load(context) : (JSON.parse(text) as Copy);
        if (copy.loadedAt + every <= context.clock.now()) void refresh(context);
        return copy.values[key] ?? null;
      },

      write: ({ mysql }, key, value) => updateItem(mysql, key, value),
    };
  },
});
