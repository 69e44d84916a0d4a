import { describe, expect, it } from 'vitest';
import { KEY, labelsOf, planOf, read, runsOf, type ScenarioParts, scenarioOf, write } from '../testing.ts';

const actors = { reader: [read()], writer: [write('v2')] };

async function ordersOf(parts: Partial<ScenarioParts>, steer: readonly (readonly string[])[] = []): Promise<string[]> {
  const runs = await runsOf(planOf('cache-aside', scenarioOf({ actors, ...parts, explore: { steer } })));
  const kept = runs.filter((run) => !run.isDiscarded);
  for (const run of kept) expect(run.problem).toBeNull();
  return kept.map((run) => labelsOf(run).join(' ')).toSorted();
}

/** Of all orders, those in which the first comes before the second. */
async function ordersWith(parts: Partial<ScenarioParts>, first: string, second: string): Promise<string[]> {
  return (await ordersOf(parts)).filter((order) => order.indexOf(first) < order.indexOf(second));
}

describe('steer', () => {
  it.each([
    ['the first step of an operation', 'reader.redis.get', 'writer.mysql.update'],
    ['the first step of the actor that the file names first', 'writer.redis.del', 'reader.redis.get'],
    ['a later step', 'writer.redis.del', 'reader.redis.set'],
  ])('holds %s until the one before it has happened, and leaves everything else free', async (_, first, second) => {
    const expected = await ordersWith({}, first, second);
    expect(expected.length).toBeGreaterThan(0);
    expect(expected.length).toBeLessThan(10);
    expect(await ordersOf({}, [[first, second]])).toEqual(expected);
  });

  it('holds the first step of a second operation', async () => {
    const parts = { actors: { ...actors, writer: [write('v2'), write('v3')] } };
    const orders = await ordersOf(parts, [['reader.redis.set', 'writer.mysql.update#2']]);
    expect(orders.length).toBeGreaterThan(0);
    for (const order of orders)
      expect(order.indexOf('reader.redis.set')).toBeLessThan(order.lastIndexOf('writer.mysql.update'));
  });

  it('holds the first step of three actors in a row', async () => {
    const chain = ['a.redis.get', 'b.redis.get', 'c.redis.get'];
    const parts = { warm: [KEY], actors: { c: [read()], b: [read()], a: [read()] } };
    expect(await ordersOf(parts, [chain])).toEqual([chain.join(' ')]);
  });

  it('lets a step happen when what comes before it in the chain cannot happen any more', async () => {
    const orders = await ordersOf({ warm: [KEY], actors: { reader: [read()], writer: [write('v2')] } }, [
      ['reader.redis.set', 'writer.mysql.update'],
    ]);
    // The reader hits, and never stores anything.
    expect(orders).toEqual(['reader.redis.get writer.mysql.update writer.redis.del']);
  });
});
