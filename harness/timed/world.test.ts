/** What goes on besides operations: change events, replicas, background work, faults, users and time. */
import { describe, expect, it } from 'vitest';
import { strategyOf } from '../testing.ts';
import { constant, legs, problemOf, runOf, timedPlanOf } from './testing.ts';

const idOf = (key: string): number => Number(key.split(':')[1]);
const update = 'UPDATE items SET value = ?, version = version + 1 WHERE id = ?';

describe('change events', () => {
  it.each([
    ['binlog', { kind: 'binlog' }],
    ['Kafka', { kind: 'kafka', partitions: 2, consumers: 2, key: 'primary-key', commit: 'after-handling' }],
  ] as const)('come through %s, each of them, in order', async (_, pipeline) => {
    const handled = new Map<string, number[]>();
    const strategy = strategyOf({
      async write({ mysql }, key, value) {
        await mysql.execute(update, [value, idOf(key)]);
      },
      async onChange({ redis }, { key, after }) {
        handled.set(key, [...(handled.get(key) ?? []), after!.version]);
        await redis.set(key, after!.value);
      },
    });
    const run = await runOf(timedPlanOf(strategy, { reads: 0, writes: 50, keys: 5, pipeline }));
    const versions = [...handled.values()];
    expect(versions.flat()).toHaveLength(run.sums.writes);
    for (const list of versions) expect(list).toEqual(list.map((__, i) => i + 2));
  });
});

describe('a replica', () => {
  it('that lags makes reads stale as long as it lags', async () => {
    const fromReplica = strategyOf({
      async read({ mysql }, key) {
        const [rows] = await mysql.replica.execute('SELECT value FROM items WHERE id = ?', [idOf(key)]);
        return (rows as { value: string }[])[0]!.value;
      },
      async write({ mysql }, key, value) {
        await mysql.execute(update, [value, idOf(key)]);
      },
    });
    const steps = { mysql: legs(0, 0), replica: legs(0, 0) };
    const timed = timedPlanOf(fromReplica, {
      seconds: 200,
      writes: 5,
      keys: 1,
      replicas: 1,
      timing: { steps, replica: constant(40) },
    });
    const { sums } = await runOf(timed);
    expect(Math.abs(sums.stale / sums.reads / (1 - Math.exp(-5 * 0.04)) - 1)).toBeLessThan(0.1);
    expect(sums.staleAtRest).toBe(0);
  });
});

describe('background work', () => {
  it('is looked for every so often', async () => {
    const rounds: number[] = [];
    const strategy = strategyOf({
      async write({ mysql }, key, value) {
        await mysql.execute(update, [value, idOf(key)]);
      },
      async poll({ clock, redis }) {
        rounds.push(clock.now());
        await redis.set('seen', '1');
      },
    });
    await runOf(timedPlanOf(strategy, { seconds: 5, reads: 0, writes: 100, timing: { pollMs: 50 } }));
    expect(rounds.length).toBeGreaterThan(95);
    for (const [i, at] of rounds.entries()) {
      if (i > 0) expect(Math.abs((at - rounds[0]!) % 50) % 50).toBeCloseTo(0, 6);
    }
  });
});

describe('faults by chance', () => {
  const fault = { atLeast: 0, atMost: 1 } as const;

  it('evict keys so often in a second', async () => {
    const quiet = await runOf(timedPlanOf('cache-aside', { writes: 0, keys: 3 }));
    const evicted = await runOf(
      timedPlanOf('cache-aside', { writes: 0, keys: 3, faults: [{ ...fault, kind: 'evict', perSecond: 5 }] }),
    );
    // 50 evictions in ten seconds, each of which some later read has to mend.
    const more = evicted.sums.fills - quiet.sums.fills;
    expect(more).toBeGreaterThan(25);
    expect(more).toBeLessThan(80);
  });

  it('lose a share of the commands, and the writes that sent them fail', async () => {
    const faults = [{ ...fault, kind: 'drop', step: 'redis.del', chance: 0.1 }] as const;
    const { sums } = await runOf(timedPlanOf('cache-aside', { seconds: 60, faults }));
    expect(Math.abs(sums.failedWrites / (sums.failedWrites + sums.writes) - 0.1)).toBeLessThan(0.03);
    expect(await problemOf(timedPlanOf('cache-aside', { faults }))).toBeNull();
  });

  it('kill writers between their update and their delete, which leaves the old value at rest', async () => {
    const faults = [{ ...fault, kind: 'crash', actor: 'writer', perSecond: 1 }] as const;
    const { sums } = await runOf(timedPlanOf('cache-aside', { seconds: 60, keys: 200, faults }));
    const quiet = await runOf(timedPlanOf('cache-aside', { seconds: 60, keys: 200 }));
    expect(quiet.sums.writes - sums.writes).toBeGreaterThan(30);
    expect(sums.staleAtRest).toBeGreaterThan(quiet.sums.staleAtRest);
  });

  it('lose change events, of which a cache that only they invalidate never hears', async () => {
    const faults = [{ ...fault, kind: 'drop', step: 'binlog.deliver', chance: 0.2 }] as const;
    const { sums } = await runOf(timedPlanOf('cdc-delete', { seconds: 30, keys: 100, faults }));
    expect(sums.staleAtRest).toBeGreaterThan(5);
  });
});

describe('users', () => {
  it('miss their own writes, and go back in time, where two nodes remember on their own', async () => {
    const forgetful = strategyOf({
      async read({ local, mysql }, key) {
        const known = await local.get(key);
        if (known !== null) return known;
        const [rows] = await mysql.execute('SELECT value FROM items WHERE id = ?', [idOf(key)]);
        const { value } = (rows as { value: string }[])[0]!;
        await local.set(key, value, 500);
        return value;
      },
      async write({ local, mysql }, key, value) {
        await mysql.execute(update, [value, idOf(key)]);
        await local.delete(key);
      },
    });
    const one = await runOf(timedPlanOf(forgetful, { seconds: 20, keys: 3 }));
    const two = await runOf(timedPlanOf(forgetful, { seconds: 20, keys: 3, nodes: 2 }));
    expect(one.sums.monotonicReads + one.sums.readYourWrites).toBeLessThan(10);
    expect(two.sums.monotonicReads).toBeGreaterThan(100);
    expect(two.sums.readYourWrites).toBeGreaterThan(20);
    expect(two.sums.stale).toBeGreaterThan(two.sums.readYourWrites);
  });
});

describe('a value that is never committed', () => {
  it('is a dirty read, and one that is committed later is none', async () => {
    const setsFirst = (isCommitted: boolean) =>
      strategyOf({
        read: async ({ redis }, key) => (await redis.get(key)) ?? 'w0',
        async write({ mysql, redis }, key, value) {
          await redis.set(key, value);
          if (isCommitted) await mysql.execute(update, [value, idOf(key)]);
        },
      });
    const lost = await runOf(timedPlanOf(setsFirst(false)));
    expect(lost.sums.dirty).toBeGreaterThan(1000);
    expect(lost.sums.lostUpdates).toBe(lost.sums.writes);
    expect((await runOf(timedPlanOf(setsFirst(true)))).sums.dirty).toBe(0);
  });
});

describe('keys expire', () => {
  it('when their time has come, not before, and sooner or later with jitter', async () => {
    const options = { ttl: '1s' };
    const parts = { seconds: 30, writes: 0, keys: 1, reads: 1000, options };
    // Each second the key goes, and the reads of the next milliseconds fill it again.
    const [lowest, highest] = [29, 29 * 8];
    for (const ttlJitter of [0, 0.5]) {
      const { sums } = await runOf(timedPlanOf('cache-aside', { ...parts, load: { ttlJitter } }));
      expect(sums.expiries).toBeGreaterThan(ttlJitter === 0 ? 27 : 20);
      expect(sums.expiries).toBeLessThan(45);
      expect(sums.fills).toBeGreaterThanOrEqual(lowest - 10);
      expect(sums.fills).toBeLessThan(highest);
    }
  });
});

describe('a lock', () => {
  it('is waited for as long as the statement says, or as InnoDB does', async () => {
    const answers: unknown[] = [];
    const holding = strategyOf({
      async write({ mysql, clock }) {
        const [rows] = await mysql.execute('SELECT GET_LOCK(?, 2) AS hasLock', ['x']);
        answers.push((rows as { hasLock: number }[])[0]!.hasLock);
        if (answers.at(-1) !== 1) return;
        await clock.sleep(5000);
        await mysql.execute('DO RELEASE_LOCK(?)', ['x']);
      },
    });
    const { histograms } = await runOf(timedPlanOf(holding, { seconds: 6, reads: 0, writes: 2 }));
    // Who does not get it within 2 s goes on without it, 4 ms on the way there and back.
    expect(answers.filter((answer) => answer === 0).length).toBeGreaterThan(2);
    expect(histograms.writeMs.buckets.length).toBeGreaterThan(1);
    expect(histograms.writeMs.max).toBeLessThan(2000 + 5000 + 20);
  });
});

describe('a strategy', () => {
  it('that waits for ever is told of', async () => {
    const stuck = strategyOf({ read: () => new Promise(() => {}) });
    expect(await problemOf(timedPlanOf(stuck, { seconds: 1 }))).toContain('operations have not ended');
  });

  it('that fails is told of, with what it was doing', async () => {
    const broken = strategyOf({
      read: async () => {
        throw new Error('oops');
      },
    });
    expect(await problemOf(timedPlanOf(broken, { seconds: 1 }))).toContain('failed: Error: oops');
  });

  it('whose operations take longer than they arrive is told of', async () => {
    const slow = strategyOf({
      read: async ({ clock }) => {
        await clock.sleep(1e9);
        return null;
      },
    });
    const timed = timedPlanOf(slow, { seconds: 2, reads: 100_000, writes: 0 });
    expect(await problemOf(timed)).toContain('operations are under way at once');
  });
});
