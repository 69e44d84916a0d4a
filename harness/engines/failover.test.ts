/** A replica of Redis takes over that lacks the last changes, on both engines. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { describeReal } from '../../infra/testing.ts';
import type { Context } from '../../strategies/strategy.ts';
import { firstDifference } from '../exploration/execution/difference.ts';
import { execute } from '../exploration/execution/execute.ts';
import { SameChoices } from '../exploration/replay/known-choices.ts';
import { KEY, once, pinned, planOf, read, runsOf, scenarioOf, strategyOf, write } from '../testing.ts';
import type { Run } from '../scheduler/run.ts';
import type { RealEngine } from './real/engine.ts';
import { openRealEngine } from './real/engine.ts';

type Commands = readonly ((context: Context) => Promise<unknown>)[];

/** A writer changes Redis, a replica takes over that lacks `lost` changes, and a reader looks. */
function planFor(changes: Commands, lost: number) {
  const strategy = strategyOf({
    async read({ redis }, key) {
      const [value, set, hash, ttl] = await redis
        .multi()
        .get(key)
        .eval("return redis.call('smembers', KEYS[1])", 1, 'set')
        .hgetall('hash')
        .pttl(key)
        .exec()
        .then((replies) => replies!.map(([, reply]) => reply));
      return JSON.stringify([value, set, hash, ttl]);
    },
    async write(context) {
      for (const change of changes) await change(context);
    },
  });
  const actors = { writer: [write('v2')], reader: { after: ['writer'], operations: [read()] } };
  return planOf(strategy, scenarioOf({ actors, faults: [{ ...once('failover'), lost }] }));
}

const CHANGES: Commands = [
  ({ redis }) => redis.set(KEY, 'first', 'PX', 5000),
  ({ redis }) => redis.set(KEY, 'second'),
  ({ redis }) => redis.set(KEY, 'second'),
  ({ redis }) => redis.eval("return redis.call('sadd', KEYS[1], 'b', 'a')", 1, 'set'),
  ({ redis }) => redis.hset('hash', 'f', 'v'),
];
const ALL = 'writer.redis.set writer.redis.set writer.redis.set writer.redis.eval writer.redis.hset';

async function seenAfter(lost: number): Promise<unknown> {
  return seenBy(await pinned(planFor(CHANGES, lost), `${ALL} failover.redis.failover reader.redis.exec`));
}

function seenBy({ problem, operations }: Run): readonly unknown[] {
  expect(problem).toBeNull();
  return JSON.parse(operations.find(({ actor }) => actor.name === 'reader')!.result!) as readonly unknown[];
}

describe('a failover', () => {
  it.each([
    [1, ['second', ['b', 'a'], {}, -1]],
    [2, ['second', [], {}, -1]],
    // What changes nothing is none of the last changes.
    [3, ['first', [], {}, 5000]],
    [4, [null, [], {}, -2]],
    [64, [null, [], {}, -2]],
  ])('that loses %i changes brings back what was there before them', async (lost, expected) => {
    expect(await seenAfter(lost)).toEqual(expected);
  });

  it('takes back what a fault before it has done, too', async () => {
    const plan = planFor([({ redis }) => redis.set(KEY, 'first')], 1);
    const scenario = { ...plan.scenario, faults: [once('flush'), ...plan.scenario.faults] };
    const run = await pinned(
      { ...plan, scenario },
      'writer.redis.set flush.redis.flush failover.redis.failover reader.redis.exec',
    );
    expect(seenBy(run)[0]).toBe('first');
  });
});

describeReal('a failover, wherever it strikes', (servers) => {
  let engine: RealEngine;
  beforeAll(async () => {
    engine = await openRealEngine(servers);
  });
  afterAll(() => engine.close());

  it.each([1, 2, 3])('is the same on both engines when it loses %i changes', async (lost) => {
    const plan = planFor(CHANGES, lost);
    const runs = await runsOf(plan);
    expect(runs.length).toBeGreaterThan(4);
    for (const run of runs) {
      const real = await execute(plan, engine, new SameChoices(run.indices), false);
      expect([real.problem, firstDifference(run, real)]).toEqual([null, null]);
    }
  });
});
