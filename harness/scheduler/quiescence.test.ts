import { setImmediate as importedImmediate } from 'node:timers';
import { setImmediate as promisedImmediate, scheduler } from 'node:timers/promises';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { selectItem, updateItem } from '../../strategies/items.ts';
import { countsOf, exploreAll, planOf, read, scenarioOf, strategyOf, write } from '../testing.ts';

/** Cache-aside that dawdles between its commands without any I/O. */
const dawdling = (pause: () => Promise<void>) =>
  strategyOf({
    async read({ redis, mysql }, key) {
      const cached = await redis.get(key);
      await pause();
      if (cached !== null) return cached;
      const item = await selectItem(mysql, key);
      await pause();
      await redis.set(key, item!.value);
      await pause();
      return item!.value;
    },
    async write({ redis, mysql }, key, value) {
      await pause();
      await updateItem(mysql, key, value);
      await pause();
      await redis.del(key);
    },
  });

async function times(count: number, wait: () => Promise<unknown>): Promise<void> {
  for (let i = 0; i < count; i++) await wait();
}

const viaCallback = (schedule: (done: () => void) => void) => () => new Promise<void>((resolve) => schedule(resolve));

const PAUSES: Readonly<Record<string, () => Promise<void>>> = {
  'nothing at all': () => times(0, async () => {}),
  'one hundred awaits': () => times(100, async () => {}),
  'ten thousand awaits': () => times(10_000, async () => {}),
  'one setImmediate': () => times(1, viaCallback(setImmediate)),
  'ten setImmediates': () => times(10, viaCallback(setImmediate)),
  'ten setImmediates of node:timers': () => times(10, viaCallback(importedImmediate)),
  'ten setImmediates of node:timers/promises': () => times(10, () => promisedImmediate()),
  'ten yields of the scheduler': () => times(10, () => scheduler.yield()),
  'ten promisified setImmediates': () => times(10, () => promisify(setImmediate)('a value')),
  'ten ticks': () => times(10, viaCallback(process.nextTick)),
  'ten queued microtasks': () => times(10, viaCallback(queueMicrotask)),
  'ticks in immediates in microtasks': () =>
    times(
      10,
      viaCallback((done) => queueMicrotask(() => setImmediate(() => process.nextTick(() => setImmediate(done))))),
    ),
};

describe('a race behind', () => {
  it.each(Object.keys(PAUSES))('%s is found, in as many schedules as without', async (title) => {
    const scenario = scenarioOf({ actors: { reader: [read()], writer: [write('v2')] } });
    const exploration = await exploreAll(planOf(dawdling(PAUSES[title]!), scenario));
    expect(exploration.tally.listProblems()).toEqual([]);
    expect(countsOf(exploration)).toMatchObject({ interleavings: 10, 'stale-at-rest': 1, 'stale-read': 0 });
  });
});

describe('setImmediate', () => {
  it('cleared before its turn never runs', async () => {
    let ran = false;
    const strategy = strategyOf({
      async read({ redis }, key) {
        const handle = setImmediate(() => {
          ran = true;
        });
        clearImmediate(handle);
        return redis.get(key);
      },
    });
    const exploration = await exploreAll(planOf(strategy, scenarioOf({ actors: { reader: [read()] } })));
    expect(exploration.tally.listProblems()).toEqual([]);
    expect(ran).toBe(false);
  });

  it('hands over its arguments, inside actor code and outside', async () => {
    const received: unknown[] = [];
    const strategy = strategyOf({
      async read({ redis }, key) {
        setImmediate((...args: unknown[]) => received.push(...args), 1, 2);
        received.push(await promisedImmediate('promised'), await promisify(setImmediate)('promisified'));
        return redis.get(key);
      },
    });
    await exploreAll(planOf(strategy, scenarioOf({ actors: { reader: [read()] } })));
    expect(received.slice(0, 4)).toEqual([1, 2, 'promised', 'promisified']);
    expect(await promisedImmediate('outside')).toBe('outside');
    expect(await promisify(setImmediate)('outside too')).toBe('outside too');
  });

  it('that waits for another actor is a bounded wait, not a hang', async () => {
    const strategy = strategyOf(() => {
      let isWritten = false;
      return {
        async read({ redis }, key) {
          while (!isWritten) await promisedImmediate();
          return redis.get(key);
        },
        async write({ redis }, key) {
          await redis.del(key);
          isWritten = true;
        },
      };
    });
    const scenario = scenarioOf({ actors: { reader: [read()], writer: [write('v2')] } });
    const { tally } = await exploreAll(planOf(strategy, scenario));
    expect(tally.listProblems()).toEqual([
      expect.objectContaining({ kind: 'step-limit', message: expect.stringContaining('setImmediate') }),
    ]);
  });
});
