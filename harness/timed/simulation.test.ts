/** Held against what can be worked out by hand: queues with closed forms, and races between two constants. */
import { describe, expect, it } from 'vitest';
import { strategies } from '../../strategies/registry.ts';
import { strategyOf } from '../testing.ts';
import { metrics, type MetricName } from './metrics.ts';
import { constant, legs, problemOf, runOf, timedPlanOf, total } from './testing.ts';

const idOf = (key: string): number => Number(key.split(':')[1]);

/** Reads come from the cache alone, which the binlog keeps up to date. */
const followsBinlog = strategyOf({
  read: async ({ redis }, key) => (await redis.get(key)) ?? 'w0',
  async write({ mysql }, key, value) {
    await mysql.execute('UPDATE items SET value = ?, version = version + 1 WHERE id = ?', [value, idOf(key)]);
  },
  async onChange({ redis }, { key, after }) {
    await redis.set(key, after!.value);
  },
});

const value = async (timed: ReturnType<typeof timedPlanOf>, metric: MetricName): Promise<number> => {
  const { estimate } = metrics[metric];
  return estimate([await runOf(timed)], { confidence: 0.95, seed: 1 }).value!;
};

describe('a race whose chance is known', () => {
  // A write is acknowledged 1 ms after its commit; the cache has it 20 ms after the commit. A read in between is stale, and
  // with Poisson writes, some moment of which is in no such window with the probability exp(-rate × length).
  const lag = timedPlanOf(followsBinlog, {
    seconds: 400,
    reads: 200,
    writes: 5,
    keys: 1,
    timing: { steps: { redis: legs(0.05, 0.05), mysql: legs(1, 1) }, binlog: constant(20) },
  });
  const expected = 1 - Math.exp(-5 * 0.019);

  it('has the share of stale reads that follows', async () => {
    expect(Math.abs((await value(lag, 'stale_read_rate')) / expected - 1)).toBeLessThan(0.06);
  });

  it('has windows as long as the delay, and a curve that rises there', async () => {
    const run = await runOf(lag);
    const longest = run.histograms.staleWindowMs.max;
    expect(longest).toBeLessThan(19.01);
    expect(longest).toBeGreaterThan(17);
    // Up to 10 ms after its acknowledgement nobody sees a write; 50 ms after it all do, unless the next is on its way.
    for (const [reads, seen] of run.visibility.slice(0, 7)) expect([reads, seen]).toEqual([reads, 0]);
    const [reads, seen] = run.visibility[8]!;
    expect(seen).toBe(reads);
  });

  it('ages what is stale from the commit that overwrote it', async () => {
    const { staleAgeMs } = (await runOf(lag)).histograms;
    expect(staleAgeMs.max).toBeGreaterThan(19);
    // Two writes within the delay, and the first is still being read.
    expect(staleAgeMs.max).toBeLessThan(60);
  });
});

describe('a row lock is a queue', () => {
  // Each write holds the row for 10 ms; 50 arrive in a second. M/D/1: they wait for rho × service / (2 (1 - rho)) = 5 ms.
  const locks = strategyOf({
    async write({ mysql }, key) {
      await mysql.beginTransaction();
      await mysql.execute('SELECT value FROM items WHERE id = ? FOR UPDATE', [idOf(key)]);
      await mysql.commit();
    },
  });
  const timed = timedPlanOf(locks, {
    seconds: 200,
    reads: 0,
    writes: 50,
    keys: 1,
    timing: { steps: { 'mysql.select': legs(0, 0), 'mysql.commit': legs(10, 0) } },
  });

  it('in which writes wait as long as the theory of queues says', async () => {
    const run = await runOf(timed);
    const mean = run.sums.writeMs / run.sums.writes;
    expect(Math.abs(mean / 15 - 1)).toBeLessThan(0.05);
    expect(run.peaks.inFlight).toBeGreaterThan(3);
  });
});

describe('arrivals, keys and latencies', () => {
  const parts = { seconds: 30, warmupMs: 1000 };

  it('are the same for every strategy', async () => {
    const one = await runOf(timedPlanOf('cache-aside', parts));
    const other = await runOf(timedPlanOf('write-then-set', parts));
    expect([one.sums.reads, one.sums.writes]).toEqual([other.sums.reads, other.sums.writes]);
    expect(one.sums.reads).toBeGreaterThan(5500);
    expect(one.sums.keysAtRest).toBe(other.sums.keysAtRest);
  });

  it('are the same for the same seed and number, and others for another', async () => {
    const of = (seed: number, number: number) => runOf(timedPlanOf('cache-aside', { ...parts, seed }), number);
    expect(await of(1, 0)).toEqual(await of(1, 0));
    const digests = [await of(1, 0), await of(1, 1), await of(2, 0)].map(({ digest }) => digest);
    expect(new Set(digests).size).toBe(3);
  });

  it('of a closed loop wait for their answers', async () => {
    const load = { traffic: { kind: 'closed', clients: 5, think: constant(9), readShare: 1 } } as const;
    const fromCache = strategyOf({ read: async ({ redis }, key) => (await redis.get(key)) ?? 'w0' });
    const run = await runOf(timedPlanOf(fromCache, { seconds: 10, load }));
    // 5 clients, each 9 ms of thinking and 1 ms of waiting: 500 a second.
    expect(Math.abs(run.sums.reads - 5000)).toBeLessThanOrEqual(5);
  });
});

describe('memory', () => {
  it('does not grow with the length of a run', async () => {
    const of = (seconds: number) =>
      runOf(
        timedPlanOf('cache-aside', {
          seconds,
          reads: 500,
          writes: 200,
          keys: 5,
          timing: { steps: { redis: total(constant(1)), mysql: total(constant(2)) } },
        }),
      );
    const [short, long] = [await of(20), await of(80)];
    expect(long.sums.writes).toBeGreaterThan(3.5 * short.sums.writes);
    expect(long.peaks.versionsRemembered).toBeLessThanOrEqual(5 * 257);
    expect(short.peaks.versionsRemembered).toBeGreaterThan(500);
    expect(long.peaks.inFlight).toBeLessThan(2 * short.peaks.inFlight);
  });
});

describe('every built-in strategy', () => {
  // They listen to messages of Redis, or need levels: neither is under a load.
  const without = Object.entries(strategies).filter(([, { create, options }]) => {
    const instance = (create as (given: unknown) => object)(options?.parse({}) ?? {});
    return !('start' in instance);
  });

  it.each(without.map(([name]) => name))('%s runs under a load', async (name) => {
    const timed = timedPlanOf(name as keyof typeof strategies, { seconds: 2, nodes: 2, keys: 3, reads: 100 });
    expect(await problemOf(timed)).toBeNull();
  });
});
