import { describe, expect, it } from 'vitest';
import type { Context, StartContext } from '../../strategies/strategy.ts';
import { KEY, labelsOf, pinned, planOf, read, runsOf, scenarioOf, strategyOf, write } from '../testing.ts';

/** A node that is pushed what it has read, keeps no copy, and asks Redis for whatever is read. */
const pushed = strategyOf({
  async start({ redis, local }: StartContext) {
    redis.on('invalidate', (key) => local.delete(key ?? 'all'));
    await redis.client('TRACKING', 'ON');
  },
  async read({ redis, local }: Context, key) {
    const value = await redis.get(key);
    await local.set(key, value ?? 'none');
    return value;
  },
  write: async ({ redis }: Context, key, value) => void (await redis.set(key, value)),
});

const parts = {
  nodes: 2,
  warm: [KEY],
  actors: { reader: [read('item:2', 2)], writer: [write('v2')] },
  rows: { [KEY]: 'v1', 'item:2': 'w1' },
};
const BEHIND = 'writer.redis.set reader.redis.get';

describe('a reply that Redis wrote after a push', () => {
  it('is taken up when the push has been handled', async () => {
    const runs = await runsOf(planOf(pushed, scenarioOf(parts)));
    const behind = runs.map((run) => labelsOf(run).join(' ')).filter((labels) => labels.startsWith(BEHIND));
    expect(behind.length).toBeGreaterThan(0);
    for (const labels of behind)
      expect(labels.indexOf('subscriber2.local.delete')).toBeLessThan(labels.indexOf('reader.local.set'));
  });

  it('is not held up by a push that came later', async () => {
    const runs = await runsOf(planOf(pushed, scenarioOf(parts)));
    const order = 'reader.redis.get writer.redis.set reader.local.set subscriber2.redis.deliver';
    expect(runs.map((run) => labelsOf(run).join(' ')).some((labels) => labels.startsWith(order))).toBe(true);
  });

  it('ends its operation when it is taken up, not when the command was executed', async () => {
    const actors = { first: [write('v2')], second: [write('v3', KEY, 2)] };
    const run = await pinned(
      planOf(pushed, scenarioOf({ ...parts, actors })),
      'first.redis.set second.redis.set subscriber1.redis.deliver subscriber1.local.delete subscriber2.redis.deliver subscriber2.local.delete',
    );
    expect(run.problem).toBeNull();
    const { invokedAt, respondedAt } = run.operations.find(({ value }) => value === 'v3')!;
    expect([invokedAt, respondedAt]).toEqual([1, 5]);
  });

  it('is released, too, when the one who would handle the push dies', async () => {
    const faults = [{ kind: 'crash', actor: 'subscriber2', atLeast: 1, atMost: 1 } as const];
    const runs = await runsOf(planOf(pushed, scenarioOf({ ...parts, faults })));
    expect(runs.length).toBeGreaterThan(0);
    for (const run of runs) expect(run.problem).toBeNull();
  });

  it('is refused where a node asks for what nobody pushes', async () => {
    const other = strategyOf({
      async start({ redis }: StartContext) {
        redis.on('message' as never, () => {});
      },
    });
    const [run] = await runsOf(planOf(other, scenarioOf({ actors: { reader: [read()] } })));
    expect(run!.problem?.message).toMatch(/redis\.on\('message'\): expected 'invalidate'/);
  });
});
