/** Messages of Redis under a load, held against what can be worked out by hand. */
import { describe, expect, it } from 'vitest';
import type { Context, StartContext } from '../../strategies/strategy.ts';
import { strategyOf } from '../testing.ts';
import { metrics } from './metrics.ts';
import { constant, legs, lognormal, runOf, timedPlanOf, total } from './testing.ts';

/** Reads come from memory alone, which messages keep up to date. */
const told = strategyOf({
  async start({ subscriber, local }: StartContext) {
    subscriber.on('message', (_, text) => {
      const [key, value] = text.split('=');
      return local.set(key!, value!);
    });
    await subscriber.subscribe('changes');
  },
  read: async ({ local }: Context, key) => (await local.get(key)) ?? 'w0',
  async write({ mysql, redis }: Context, key, value) {
    const id = Number(key.split(':')[1]);
    await mysql.execute('UPDATE items SET value = ?, version = version + 1 WHERE id = ?', [value, id]);
    await redis.publish('changes', `${key}=${value}`);
  },
});

const staleShare = async (timed: ReturnType<typeof timedPlanOf>): Promise<number> =>
  metrics.stale_read_rate.estimate([await runOf(timed)], { confidence: 0.95, seed: 1 }).value!;

// A write is acknowledged 1 ms after Redis has sent the message, which arrives 20 ms after that. A read in between is stale,
// and with Poisson writes, some moment of which is in no such window with the probability exp(-rate × length).
const load = { seconds: 200, reads: 200, writes: 5, keys: 1 };
const steps = { mysql: legs(1, 1), redis: legs(1, 1), 'redis.deliver': legs(0, 20) };

describe('messages of Redis under a load', () => {
  it.each([1, 2])('reach %i nodes after the reply leg of a delivery', async (nodes) => {
    const share = await staleShare(timedPlanOf(told, { ...load, nodes, timing: { steps } }));
    expect(Math.abs(share / (1 - Math.exp(-5 * 0.019)) - 1)).toBeLessThan(0.1);
  });

  it('are as late as a reply where nobody says otherwise, so that nobody knows of a write before', async () => {
    const { mysql, redis } = steps;
    expect(await staleShare(timedPlanOf(told, { ...load, timing: { steps: { mysql, redis } } }))).toBe(0);
  });

  it('can be lost', async () => {
    const faults = [{ kind: 'drop', step: 'redis.deliver', chance: 1, atLeast: 0, atMost: 0 }] as const;
    expect(await staleShare(timedPlanOf(told, { ...load, faults, timing: { steps } }))).toBeGreaterThan(0.9);
  });

  it('overtake replies on two connections, and do not on one', async () => {
    const redis = total(lognormal(0.3, 3));
    const share = (connection: string): Promise<number> => {
      const options = { connection, placeholder: 'none' };
      const busy = { seconds: 60, reads: 1000, writes: 50, nodes: 2, options };
      const timing = { steps: { mysql: total(constant(2)), redis } };
      return staleShare(timedPlanOf('client-side-caching', { ...busy, timing }));
    };
    const [one, two] = [await share('same'), await share('redirect')];
    expect(one).toBeGreaterThan(0);
    expect(two).toBeGreaterThan(3 * one);
  });
});
