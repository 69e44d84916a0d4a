import { describe, expect, it } from 'vitest';
import { selectItem } from '../../strategies/items.ts';
import type { Exploration } from '../exploration/explore.ts';
import { exploreAll, labelsOf, planOf, read, runsOf, scenarioOf, strategyOf, write } from '../testing.ts';

const alone = scenarioOf({ actors: { reader: [read()] } });
const together = scenarioOf({ actors: { reader: [read()], writer: [write('v2')] } });

async function interleavingsOf(strategy: ReturnType<typeof strategyOf>, scenario = alone): Promise<string[]> {
  const runs = await runsOf(planOf(strategy, scenario));
  expect(runs.map(({ problem }) => problem).filter((problem) => problem !== null)).toEqual([]);
  const histories = runs.map((run) => labelsOf(run).join(' '));
  expect(new Set(histories).size).toBe(histories.length);
  return histories.sort();
}

function expectNoProblem({ tally }: Exploration): void {
  expect(tally.listProblems()).toEqual([]);
}

describe('Promise.all inside an actor', () => {
  it('lets commands to different stores happen in either order', async () => {
    const strategy = strategyOf({
      async read({ redis, mysql }, key) {
        await redis.exists(key);
        const [cached, item] = await Promise.all([redis.get(key), selectItem(mysql, key)]);
        return cached ?? item!.value;
      },
    });
    expect(await interleavingsOf(strategy)).toEqual([
      'reader.redis.exists reader.mysql.select reader.redis.get',
      'reader.redis.exists reader.redis.get reader.mysql.select',
    ]);
  });

  it('lets either be the first step of the operation', async () => {
    const strategy = strategyOf({
      async read({ redis, mysql }, key) {
        const [cached, item] = await Promise.all([redis.get(key), selectItem(mysql, key)]);
        return cached ?? item!.value;
      },
    });
    expect(await interleavingsOf(strategy)).toEqual([
      'reader.mysql.select reader.redis.get',
      'reader.redis.get reader.mysql.select',
    ]);
  });

  it('lets either be the first step, also when one of them takes a few awaits to be asked for', async () => {
    const strategy = strategyOf({
      async read({ redis, mysql }, key) {
        const load = async () => {
          for (let i = 0; i < 3; i++) await null;
          return selectItem(mysql, key);
        };
        const [cached, item] = await Promise.all([redis.get(key), load()]);
        return cached ?? item!.value;
      },
    });
    expect(await interleavingsOf(strategy)).toHaveLength(2);
  });

  it('keeps the commands to one store in order, because a connection is a queue', async () => {
    const strategy = strategyOf({
      async read({ redis }, key) {
        const [first] = await Promise.all([redis.get(key), redis.exists(key), redis.ttl(key)]);
        return first ?? null;
      },
    });
    expect(await interleavingsOf(strategy)).toEqual(['reader.redis.get reader.redis.exists reader.redis.ttl']);
  });

  it('lets other actors in between: 2 + 1 steps against 2 are 20 orders, 10 for each order of the two', async () => {
    const strategy = strategyOf({
      async read({ redis, mysql }, key) {
        const [cached, item] = await Promise.all([redis.get(key), selectItem(mysql, key)]);
        await redis.ttl(key);
        return cached ?? item!.value;
      },
      async write({ redis }, key) {
        await redis.del(key);
        await redis.del(key);
      },
    });
    expect(await interleavingsOf(strategy, together)).toHaveLength(20);
  });
});

describe('a command that nobody awaits', () => {
  const forgetful = strategyOf({
    async read({ redis, mysql }, key) {
      const cached = await redis.get(key);
      return cached ?? (await selectItem(mysql, key))!.value;
    },
    async write({ redis, mysql }, key, value) {
      await mysql.execute('UPDATE items SET value = ? WHERE id = 1', [value]);
      void redis.del(key);
    },
  });

  it('happens after the response, at any later time', async () => {
    const scenario = scenarioOf({ actors: { writer: [write('v2')], late: { operations: [read()], after: [] } } });
    const histories = await interleavingsOf(forgetful, scenario);
    expect(histories).toContain('writer.mysql.update late.redis.get late.mysql.select writer.redis.del');
    expect(histories).toHaveLength(6);
  });

  it('is over before the actor counts as ended', async () => {
    const scenario = scenarioOf({
      actors: { writer: [write('v2')], late: { operations: [read()], after: ['writer'] } },
    });
    expect(await interleavingsOf(forgetful, scenario)).toEqual([
      'writer.mysql.update writer.redis.del late.redis.get late.mysql.select',
    ]);
  });

  it('is not overtaken by the next operation of the same actor on the same connection', async () => {
    const scenario = scenarioOf({ actors: { one: [write('v2'), read()] } });
    const histories = await interleavingsOf(forgetful, scenario);
    for (const history of histories) {
      expect(history.indexOf('one.redis.del')).toBeLessThan(history.indexOf('one.redis.get'));
    }
  });
});

describe('singleflight', () => {
  const singleflight = strategyOf(() => {
    const inFlight = new Map<string, Promise<string | null>>();
    return {
      async read({ redis, mysql }, key) {
        const running = inFlight.get(key);
        if (running !== undefined) return running;
        const load = async (): Promise<string | null> => {
          const cached = await redis.get(key);
          if (cached !== null) return cached;
          const item = await selectItem(mysql, key);
          await redis.set(key, item!.value);
          return item!.value;
        };
        const loading = load().finally(() => inFlight.delete(key));
        inFlight.set(key, loading);
        return loading;
      },
    };
  });

  it('works: a reader that waits for the other one has not escaped', async () => {
    const scenario = scenarioOf({ actors: { first: [read()], second: [read()] } });
    const exploration = await exploreAll(planOf(singleflight, scenario));
    expectNoProblem(exploration);
    const runs = await runsOf(planOf(singleflight, scenario));
    const shared = runs.find((run) => labelsOf(run)[1] === 'second.actor.read')!;
    expect(labelsOf(shared)).toEqual(['first.redis.get', 'second.actor.read', 'first.mysql.select', 'first.redis.set']);
    expect(shared.operations.map(({ result }) => result).slice(0, 2)).toEqual(['v1', 'v1']);
  });
});
