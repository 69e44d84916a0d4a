/**
 * The soak's own strategy: a service that does a little of everything, in an order that its options seed. What it gives
 * back means nothing; every reply is compared.
 */
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { z } from 'zod';
import type { Context, Strategy } from '../../strategies/strategy.ts';
import { defineStrategy } from '../../strategies/strategy.ts';
import { deletingActs, mysqlActs } from './mysql-acts.ts';
import { redisActs } from './redis-acts.ts';

const N_MAX = 1000;
const ACTS_MAX = 4;
/** One seed in so many also deletes rows. */
const DELETING_SHARE = 16;

export const mixture: Strategy<{ readonly seed: number }> = defineStrategy({
  name: 'mixture',
  title: 'A little of everything.',
  options: z.object({ seed: z.number().int().default(1) }),
  create: ({ seed }) => {
    const dice = xoroshiro128plus(seed);
    const below = (bound: number): number => (dice.next() >>> 0) % bound;
    const acts = [redisActs, mysqlActs, seed % DELETING_SHARE === 0 ? deletingActs : redisActs];
    const act = async (context: Context, key: string): Promise<void> => {
      const some = acts[below(acts.length)]!;
      try {
        await some[below(some.length)]!(context, key, below(N_MAX));
      } catch (error) {
        // A store's refusal is an answer like any other; everything else is a bug of the soak.
        if (!isStoreError(error)) throw error;
      }
    };
    const several = async (context: Context, key: string): Promise<null> => {
      for (let left = 1 + below(ACTS_MAX); left > 0; left--) await act(context, key);
      return null;
    };
    return {
      read: several,
      write: async (context, key) => void (await several(context, key)),
    };
  },
});

function isStoreError(error: unknown): boolean {
  return error instanceof Error && (error.name === 'ReplyError' || 'errno' in error);
}
