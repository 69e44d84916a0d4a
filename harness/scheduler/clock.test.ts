import { describe, expect, it } from 'vitest';
import {
  countsOf,
  exploreAll,
  KEY,
  labelsOf,
  once,
  planOf,
  read,
  runsOf,
  scenarioOf,
  sleep,
  strategyOf,
  write,
} from '../testing.ts';
import type { ScenarioParts } from '../testing.ts';

/** Sleeps as long as its key says, then reads: `sleep:20`. */
const sleeper = strategyOf({
  async read({ redis, clock }, key) {
    await clock.sleep(Number(key.split(':')[1]));
    return redis.get(key);
  },
});

const timesOf = (parts: ScenarioParts, strategy = sleeper) =>
  runsOf(planOf(strategy, scenarioOf({ rows: {}, ...parts }))).then((runs) => {
    for (const { problem } of runs) expect(problem).toBeNull();
    return runs.map((run) => {
      const steps = run.steps.slice(0, run.observedFrom);
      return steps.map(({ label, at }) => `${label}@${at}`).join(' ');
    });
  });

describe('sleeping actors', () => {
  it('wake in the order of their deadlines, whatever else is chosen', async () => {
    const histories = await timesOf({ actors: { late: [read('sleep:20')], early: [read('sleep:10')] } });
    const both = histories.filter(
      (history) => history.indexOf('actor.read@0 ') !== history.lastIndexOf('actor.read@0 '),
    );
    expect(both.length).toBeGreaterThan(0);
    for (const history of both) {
      expect(history.indexOf('early.clock.sleep@10')).toBeLessThan(history.indexOf('late.clock.sleep@20'));
    }
  });

  it('with the same deadline wake in either order', async () => {
    const histories = await timesOf({ actors: { a: [sleep(10)], b: [sleep(10)] } });
    expect(histories.sort()).toEqual(['a.clock.sleep@10 b.clock.sleep@10', 'b.clock.sleep@10 a.clock.sleep@10']);
  });

  it('never see the clock go back', async () => {
    const runs = await runsOf(
      planOf(sleeper, scenarioOf({ rows: {}, actors: { a: [read('sleep:5'), sleep(3)], b: [read('sleep:7')] } })),
    );
    for (const { steps } of runs) {
      for (let i = 1; i < steps.length; i++) expect(steps[i]!.at).toBeGreaterThanOrEqual(steps[i - 1]!.at);
    }
  });

  it('for no time at all still take a step', async () => {
    expect(await timesOf({ actors: { a: [sleep(0)] } })).toEqual(['a.clock.sleep@0']);
  });

  it('for a negative time are refused', async () => {
    const strategy = strategyOf({ read: async ({ clock }) => clock.sleep(-1).then(() => null) });
    const { tally } = await exploreAll(planOf(strategy, scenarioOf({ actors: { reader: [read()] } })));
    expect(tally.listProblems()).toEqual([
      expect.objectContaining({ kind: 'strategy', message: expect.stringContaining('clock.sleep(-1)') }),
    ]);
  });
});

describe('`start`', () => {
  it('holds an actor back until its time, and moves the clock there when nothing else is left', async () => {
    const histories = await timesOf({ actors: { now: [sleep(5)], later: { startMs: 100, operations: [sleep(1)] } } });
    expect(histories).toEqual(['now.clock.sleep@5 later.clock.sleep@101']);
  });

  it('of an actor whose first step reads begins the read at that time', async () => {
    const histories = await timesOf({ actors: { late: { startMs: 100, operations: [read('sleep:5')] } } });
    expect(histories).toEqual(['late.actor.read@100 late.clock.sleep@105 late.redis.get@105']);
  });

  it('and `after` hold both', async () => {
    const histories = await timesOf({
      actors: { first: [sleep(500)], then: { startMs: 100, after: ['first'], operations: [read('sleep:0')] } },
    });
    expect(histories).toEqual(['first.clock.sleep@500 then.actor.read@500 then.clock.sleep@500 then.redis.get@500']);
  });
});

describe('a TTL', () => {
  const caching = (ttlMs: number) =>
    strategyOf({
      read: ({ redis }, key) => redis.get(key),
      async write({ redis }, key, value) {
        await redis.set(key, value, 'PX', ttlMs);
      },
    });

  it('does not end when time has no reason to move', async () => {
    const histories = await timesOf({ actors: { writer: [write('v2'), write('v3')], reader: [read()] } }, caching(10));
    expect(histories.join()).not.toContain('clock.redis.expire');
  });

  it('ends before a sleeper that wakes later, and not before one that wakes earlier', async () => {
    const operations = [write('v2')];
    const of = (ms: number) =>
      timesOf({ actors: { writer: operations, other: { after: ['writer'], operations: [sleep(ms)] } } }, caching(10));
    expect(await of(9)).toEqual(['writer.redis.set@0 other.clock.sleep@9']);
    expect(await of(10)).toEqual(['writer.redis.set@0 clock.redis.expire@10 other.clock.sleep@10']);
    expect(await of(11)).toEqual(['writer.redis.set@0 clock.redis.expire@10 other.clock.sleep@11']);
  });

  it('ends at its deadline when the fault `expire` says so', async () => {
    const scenario = scenarioOf({
      rows: {},
      actors: { writer: [write('v2')] },
      faults: [once('expire', { key: KEY })],
    });
    const runs = await runsOf(planOf(caching(10), scenario));
    expect(runs.map(labelsOf)).toEqual([['writer.redis.set', 'expire.redis.expire']]);
    expect(runs[0]!.steps[1]!.at).toBe(10);
    expect(runs[0]!.operations.at(-1)!.result).toBeNull();
  });

  it('of a local entry ends with the clock, and a delete of it afterwards finds nothing', async () => {
    const answers: unknown[] = [];
    const strategy = strategyOf({
      async read({ local, clock }, key) {
        await local.set(key, 'v1', 10);
        answers.push(await local.get(key));
        await clock.sleep(10);
        answers.push(await local.get(key), await local.delete(key));
        return null;
      },
    });
    await runsOf(planOf(strategy, scenarioOf({ actors: { reader: [read()] } })));
    expect(answers.slice(0, 3)).toEqual(['v1', null, false]);
  });
});

describe('a delayed double delete', () => {
  it('has 3 of 35 interleavings that are stale at rest: waking is one more step of the writer', async () => {
    const scenario = scenarioOf({ actors: { reader: [read()], writer: [write('v2')] } });
    const exploration = await exploreAll(planOf('double-delete', scenario, { delay: '50ms' }));
    // 7 steps, 3 of them the reader's: 7! / (3! 4!) = 35. Stale is a SELECT before the UPDATE and a SET after the last DEL:
    // the GET and the SELECT lie before or after the first DEL, in 3 ways.
    expect(countsOf(exploration)).toMatchObject({ interleavings: 35, 'stale-at-rest': 3 });
  });
});

describe('the clock of an instance that is ahead', () => {
  const told: Record<number, readonly number[]> = {};
  const teller = strategyOf({
    async read({ clock, node, nodes, isForwarded }, key) {
      const before = clock.now();
      await clock.sleep(10);
      told[node.number] = [before, clock.now()];
      if (node.number === 2 && !isForwarded) await nodes[2]!.read(key);
      return null;
    },
  });

  it('shows another time, also to requests that are forwarded to it, and sleeps as long as the others', async () => {
    const actors = { reader: [read(KEY, 1)], other: { after: ['reader'], operations: [read(KEY, 2)] } };
    await timesOf({ nodes: 3, clocksAheadMs: [0, 500, 7000], actors }, teller);
    expect(told).toEqual({ 1: [0, 10], 2: [510, 520], 3: [7020, 7030] });
  });
});
