import { describe, expect, it } from 'vitest';
import { labelsOf, planOf, read, runsOf, scenarioOf, sleep, strategyOf, write } from '../../testing.ts';
import { policies } from './registry.ts';

const SCHEDULES = 2000;
const explore = { policy: 'pct', runs: SCHEDULES, seed: 42 } as const;

/** Two steps each: what is looked for is an order of them. */
const twoSteps = strategyOf({
  async read({ redis }, key) {
    await redis.get(key);
    return redis.get(key);
  },
  async write({ redis }, key, value) {
    await redis.set(key, value);
    await redis.set(key, value);
  },
});

async function shareOf(order: string, depth: number): Promise<number> {
  const actors = { reader: [read()], writer: [write('v2')] };
  const plan = planOf(twoSteps, scenarioOf({ actors, explore: { ...explore, depth } }));
  const runs = await runsOf(plan, policies.pct(plan.scenario.explore));
  return runs.filter((run) => labelsOf(run).join(' ') === order).length / SCHEDULES;
}

const WRITER_FIRST = 'writer.redis.set writer.redis.set reader.redis.get reader.redis.get';
const IN_BETWEEN = 'writer.redis.set reader.redis.get reader.redis.get writer.redis.set';
const IN_TURN = 'writer.redis.set reader.redis.get writer.redis.set reader.redis.get';

describe('probabilistic concurrency testing', () => {
  it.each([
    ['one step before another', WRITER_FIRST, 1, 1 / 2],
    ['two, with depth 2', IN_BETWEEN, 2, 1 / (2 * 4)],
    ['three, with depth 3', IN_TURN, 3, 1 / (2 * 4 ** 2)],
  ])('finds what needs an order of %s as often as it promises', async (_, order, depth, promised) => {
    // By chance alone a share may be three standard deviations short of the promise.
    const slack = 3 * Math.sqrt((promised * (1 - promised)) / SCHEDULES);
    expect(await shareOf(order, depth)).toBeGreaterThan(promised - slack);
  });

  it.each([
    ['two', IN_BETWEEN, 1],
    ['three', IN_TURN, 2],
  ])('cannot find what needs an order of %s with one less', async (_, order, depth) => {
    expect(await shareOf(order, depth)).toBe(0);
  });

  it('lets an actor that polls wait for the one that it waits for', async () => {
    const polling = strategyOf({
      async read({ redis, clock }, key) {
        while ((await redis.get(key)) === null) await clock.sleep(10);
        return redis.get(key);
      },
      async write({ redis }, key, value) {
        await redis.set(key, value);
      },
    });
    const actors = { reader: [read()], writer: [sleep(5), write('v2')] };
    const plan = planOf(polling, scenarioOf({ actors, explore: { ...explore, runs: 100 } }));
    const runs = await runsOf(plan, policies.pct(plan.scenario.explore));
    expect(runs.map(({ problem }) => problem)).toEqual(runs.map(() => null));
  });
});
