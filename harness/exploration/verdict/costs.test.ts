import { describe, expect, it } from 'vitest';
import { embeddedEngine } from '../../engines/embedded/engine.ts';
import type { CellResult } from '../../result.ts';
import type { ScenarioParts } from '../../testing.ts';
import { KEY, planOf, read, scenarioOf, strategyOf, write } from '../../testing.ts';
import { exploreCell } from '../cell.ts';

type Costs = Pick<CellResult, 'metrics' | 'metricRanges'>;

async function costsOf(strategy: Parameters<typeof planOf>[0], parts: ScenarioParts): Promise<Costs> {
  const { metrics, metricRanges } = await exploreCell({
    plan: planOf(strategy, scenarioOf(parts)),
    strategyTitle: '',
    engines: { on: 'embedded', engine: embeddedEngine },
    shard: null,
    keep: () => ({ replay: '' }),
    onProgress: () => {},
    shouldStop: () => false,
    elapsedMs: () => 0,
  });
  return { metrics, ...(metricRanges && { metricRanges }) };
}

const readers = { reader1: [read()], reader2: [read()] };

describe('what schedules cost', () => {
  // GET, SELECT, SET twice: 20 orders. In 2 of them one reader is done before the other begins, and then that one hits.
  it('is counted over all interleavings', async () => {
    expect(await costsOf('cache-aside', { actors: readers })).toEqual({
      metrics: { mysql_reads_per_read: 38 / 40, hit_rate: 2 / 40, herd_size: 38 / 20 },
      metricRanges: { mysql_reads_per_read: [0.5, 1], hit_rate: [0, 0.5], herd_size: [1, 2] },
    });
  });

  it('is not worth a word where one actor reads once on one node', async () => {
    const costs = await costsOf('cache-aside', { actors: { reader: [read()], writer: [write('v2')] } });
    expect(costs).toEqual({ metrics: { mysql_reads_per_read: 1, hit_rate: 0 } });
  });

  it('counts a read that asks MySQL twice for one version as one of a herd', async () => {
    const twice = strategyOf({
      async read({ mysql }) {
        await mysql.query('SELECT value FROM items WHERE id = 1');
        await mysql.query('SELECT value FROM items WHERE id = 1');
        return 'v1';
      },
    });
    const { metrics } = await costsOf(twice, { actors: { reader: [read(), read()] } });
    expect(metrics).toEqual({ mysql_reads_per_read: 2, hit_rate: 0, herd_size: 2 });
  });

  it('counts what a replica is asked', async () => {
    const { metrics } = await costsOf(
      strategyOf({
        async read({ mysql }) {
          const [rows] = await mysql.replica.query('SELECT value, version FROM items WHERE id = 1');
          return (rows as { value: string }[])[0]!.value;
        },
      }),
      { actors: readers, replicas: 1 },
    );
    expect(metrics).toMatchObject({ mysql_reads_per_read: 1, hit_rate: 0, herd_size: 2 });
  });

  it('tells versions of a row apart', async () => {
    const actors = {
      reader: [read()],
      writer: [write('v2')],
      late: { operations: [read()], after: ['reader', 'writer'] },
    };
    const { metricRanges } = await costsOf('cdc-delete', { actors });
    // The late read loads v2 itself, or finds what the reader has loaded.
    expect(metricRanges).toMatchObject({ herd_size: [1, 2] });
  });
});

describe('of several nodes', () => {
  const local = strategyOf({
    async read({ local: memory, mysql }, key) {
      const known = await memory.get(key);
      if (known !== null) return known;
      await mysql.query('SELECT value FROM items WHERE id = 1');
      await memory.set(key, 'v1');
      return 'v1';
    },
    async write({ redis }, key, value) {
      await redis.set(key, value);
    },
  });

  it('the bytes in Redis and in the fullest memory are counted, when each node has read all', async () => {
    const actors = { writer: [write('größer')] };
    const { metrics } = await costsOf(local, { nodes: 2, actors: { ...readers, ...actors } });
    expect(metrics).toMatchObject({ redis_bytes: KEY.length + 8, node_bytes: KEY.length + 2 });
  });

  it('the busiest one is held against the mean', async () => {
    const actors = { here: [read(KEY, 1)], again: [read(KEY, 1), read(KEY, 2)] };
    const { metricRanges } = await costsOf(local, { nodes: 2, actors });
    // A SELECT for each node; on the first, two that miss together ask both.
    expect(metricRanges).toMatchObject({ node_imbalance: [1, 4 / 3].map((ratio) => Math.round(ratio * 1e6) / 1e6) });
  });

  it('who answers for another is the busy one', async () => {
    const forwarding = strategyOf({
      async read(context, key) {
        const [owner] = context.nodes;
        if (!context.isForwarded) return owner!.read(key);
        await context.redis.get(key);
        return 'v1';
      },
    });
    const { metrics } = await costsOf(forwarding, { nodes: 2, actors: { reader: [read(KEY, 2)] } });
    expect(metrics).toMatchObject({ node_imbalance: 2, herd_size: 0, hit_rate: 1 });
  });
});

describe('of several Redis servers', () => {
  it('the busiest one is held against the mean, and the bytes of all are counted', async () => {
    const spread = strategyOf({
      async read({ redisNodes }, key) {
        await redisNodes[0]!.redis.get(key);
        await redisNodes[0]!.redis.get(key);
        return redisNodes[1]!.redis.get(key);
      },
      async write({ redisNodes }, key, value) {
        for (const { redis } of redisNodes) await redis.set(key, value);
      },
    });
    const actors = { reader: [read()], writer: [write('v2')] };
    const { metrics } = await costsOf(spread, { redisNodes: 2, actors });
    expect(metrics).toMatchObject({ redis_imbalance: 1.2, redis_bytes: 2 * (KEY.length + 2) });
    expect(metrics).not.toHaveProperty('node_imbalance');
  });
});
