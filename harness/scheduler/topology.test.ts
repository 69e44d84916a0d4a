import { describe, expect, it } from 'vitest';
import type { Context } from '../../strategies/strategy.ts';
import type { FaultPlan } from '../scenario.ts';
import type { Run } from './run.ts';
import { labelsOf, once, pinned, planOf, read, runsOf, scenarioOf, strategyOf, upTo } from '../testing.ts';

/** Reads say whom their node knows, after one step. */
const knows = strategyOf({
  async read({ local, nodes, redisNodes }, key) {
    await local.get(key);
    return [...nodes, ...redisNodes].map(({ name }) => name).join(' ');
  },
});

const resultsOf = (run: Run) =>
  run.operations.filter(({ kind }) => kind === 'read').map(({ node, result }) => `node${node}: ${result}`);

function follow(faults: readonly FaultPlan[], steps: string, parts = {}): Promise<Run> {
  const actors = { one: [read('item:1', 1), read('item:1', 1)], two: [read('item:1', 2)] };
  return pinned(planOf(knows, scenarioOf({ nodes: 2, actors, faults, ...parts })), steps);
}

describe('a node that joins', () => {
  it('is not there before, gets what comes after, and is known to others when they have heard of it', async () => {
    const run = await follow(
      [once('join', { node: 2 })],
      'one.local.get join.nodes.node2 one.local.get members1.nodes.refresh two.local.get',
    );
    expect(run.problem).toBeNull();
    expect(resultsOf(run)).toEqual(['node1: node1 redis', 'node1: node1 redis', 'node2: node1 node2 redis']);
  });

  it('is known at once where all are told at once', async () => {
    const run = await follow(
      [once('join', { node: 2, told: 'at-once' })],
      'one.local.get two.local.get join.nodes.node2 one.local.get',
    );
    expect(resultsOf(run)).toEqual(['node1: node1 redis', 'node1: node1 redis', 'node1: node1 node2 redis']);
    expect(labelsOf(run)).not.toContain('members1.nodes.refresh');
  });

  it('is heard of in the end, whoever asks', async () => {
    const plan = planOf(
      knows,
      scenarioOf({ nodes: 2, actors: { one: [read()] }, faults: [once('join', { node: 2 })] }),
    );
    const runs = await runsOf(plan);
    expect(runs.length).toBeGreaterThan(1);
    expect(runs.filter((run) => !labelsOf(run).includes('members1.nodes.refresh'))).toEqual([]);
  });
});

describe('a node that leaves', () => {
  it('ends what it has begun, and gets nothing new', async () => {
    const actors = { two: [read('item:1', 2), read('item:1', 2)] };
    const run = await follow(
      [once('leave', { node: 2, told: 'at-once' })],
      'two.local.get leave.nodes.node2 two.local.get',
      { actors },
    );
    expect(resultsOf(run)).toEqual(['node2: node1 node2 redis', 'node1: node1 redis']);
  });

  it('refuses what is sent to it by who has not heard of it', async () => {
    const asksTheOther = strategyOf({
      async read({ nodes, local }: Context, key) {
        await local.set(key, 'own');
        return nodes[1]!.read(key).catch((error: Error) => error.message);
      },
    });
    const parts = { nodes: 2, actors: { one: [read()] }, faults: [once('leave', { node: 2 })] };
    const steps = 'leave.nodes.node2 one.local.set members1.nodes.refresh';
    const run = await pinned(planOf(asksTheOther, scenarioOf(parts)), steps);
    expect(run.problem).toBeNull();
    expect(run.operations[0]?.result).toBe('connect ECONNREFUSED node2');
  });

  it('comes back as a new process', async () => {
    const remembers = strategyOf(() => {
      let reads = 0;
      return {
        async read({ local }: Context, key) {
          const known = await local.get(key);
          await local.set(key, 'known');
          return `${known} ${++reads}`;
        },
      };
    });
    const actors = { two: [read('item:1', 2), read('item:1', 2), read('item:1', 2)] };
    const faults = [once('leave', { node: 2, told: 'at-once' }), once('join', { node: 2, told: 'at-once' })];
    const twice = 'two.local.get two.local.set two.local.get two.local.set';
    const steps = `${twice} leave.nodes.node2 join.nodes.node2 two.local.get two.local.set`;
    const run = await pinned(planOf(remembers, scenarioOf({ nodes: 2, actors, faults })), steps);
    expect(run.operations.slice(0, 3).map(({ result }) => result)).toEqual(['null 1', 'known 2', 'null 1']);
  });

  it('is never the last one', async () => {
    const plan = planOf(
      knows,
      scenarioOf({
        nodes: 2,
        actors: { one: [read()] },
        faults: [upTo(1, 'leave', { node: 1 }), upTo(1, 'leave', { node: 2 })],
      }),
    );
    const runs = await runsOf(plan);
    expect(runs.filter((run) => run.steps.filter(({ fault }) => fault === 'leave').length > 1)).toEqual([]);
  });
});

describe('a Redis server', () => {
  const tries = strategyOf({
    async read({ redis }, key) {
      return redis.get(key).catch((error: Error) => error.message);
    },
    async write({ redis }, key, value) {
      await redis.set(key, value);
    },
  });
  const actors = {
    writer: [{ kind: 'write', key: 'item:1', value: 'v2', node: 1 } as const],
    reader: [read(), read()],
  };
  const outcome = async (kind: 'kill' | 'isolate', steps: string) => {
    const faults = [once(kind, { store: 'redis' }), upTo(1, 'recover', { store: 'redis' })];
    const run = await pinned(planOf(tries, scenarioOf({ actors, faults })), steps);
    expect(run.problem).toBeNull();
    return run.operations.filter(({ kind: what }) => what === 'read').map(({ result }) => result);
  };

  it('that dies answers nobody, and comes back empty', async () => {
    const steps = 'writer.redis.set kill.nodes.redis reader.redis.get recover.nodes.redis reader.redis.get';
    expect(await outcome('kill', steps)).toEqual(['Connection is closed.', null, null]);
  });

  it('that is cut off answers nobody, and comes back with what it had', async () => {
    const steps = 'writer.redis.set isolate.nodes.redis reader.redis.get recover.nodes.redis reader.redis.get';
    expect(await outcome('isolate', steps)).toEqual(['Connection is closed.', 'v2', 'v2']);
  });

  it('that nobody has mended answers the observer', async () => {
    const steps = 'writer.redis.set isolate.nodes.redis reader.redis.get reader.redis.get';
    expect(await outcome('isolate', steps)).toEqual(['Connection is closed.', 'Connection is closed.', 'v2']);
  });

  it('that fails is no excuse for a strategy that fails without one', async () => {
    const run = await pinned(
      planOf(tries, scenarioOf({ actors: { writer: actors.writer }, faults: [upTo(1, 'kill', { store: 'redis' })] })),
      'kill.nodes.redis writer.redis.set',
    );
    expect(run.problem).toBeNull();
    expect(String(run.operations[0]?.error)).toMatch('Connection is closed');
  });
});

describe('of several Redis servers', () => {
  it('each has keys of its own, and steps say which one they are for', async () => {
    const levelled = strategyOf({
      async read({ levels, redis }, key) {
        const [edge, origin] = levels;
        await edge!.redis.set(key, 'near');
        await redis.set(key, 'apart');
        return `${await edge!.redis.get(key)} ${await origin!.redis.get(key)} ${await redis.get(key)}`;
      },
    });
    const parts = { levels: ['edge', 'origin'], actors: { reader: [read()] } };
    const steps = 'reader.edge.set reader.redis.set reader.edge.get reader.origin.get reader.redis.get';
    const run = await pinned(planOf(levelled, scenarioOf(parts)), steps);
    expect(labelsOf(run).join(' ')).toBe(steps);
    expect(run.operations[0]?.result).toBe('near null apart');
  });

  it('an eviction without a name may strike any, and one with a name that one', async () => {
    const parts = { redisNodes: 2, actors: { one: [read()] } };
    const strikes = async (store?: string) => {
      const fault = once('evict', { key: 'item:1', ...(store !== undefined && { store }) });
      const runs = await runsOf(planOf(knows, scenarioOf({ ...parts, faults: [fault] })));
      return [...new Set(runs.flatMap(labelsOf).filter((label) => label.startsWith('evict')))].toSorted();
    };
    expect(await strikes()).toEqual(['evict.redis1.evict', 'evict.redis2.evict']);
    expect(await strikes('redis2')).toEqual(['evict.redis2.evict']);
  });
});
