import { describe, expect, it } from 'vitest';
import { embeddedEngine } from '../../engines/embedded/engine.ts';
import { exploreAll, KEY, planOf, read, runsOf, scenarioOf, sleep, upTo, write } from '../../testing.ts';
import { Random } from '../policies/random.ts';
import { executeOnce } from '../replay/execute-once.ts';
import { parseSchedule } from '../replay/schedule.ts';
import { turnsEngine } from '../execution/turns-engine.ts';
import { canonicalExemplar } from './canonicalise.ts';
import { tombstone } from './fixtures/broken.ts';
import { isShown } from './laboratory.ts';
import { proveMinimal } from './prove.ts';
import { shrink } from './shrink.ts';

const readers = (count: number) =>
  Object.fromEntries(
    Array.from({ length: count }, (_, i) => [`reader${i + 1}`, { group: 'reader', operations: [read()] }]),
  );
const crowd = planOf('cache-aside', scenarioOf({ actors: { ...readers(20), writer: [write('new')] } }));
const anomaly = 'stale-at-rest';
const TWO = { reader: [read()], writer: [write('v2')] };
const CANONICAL = 'reader reader writer writer reader';

async function failing(plan = crowd, seed = 1): Promise<readonly number[]> {
  const { tally } = await exploreAll(plan, { policy: new Random(seed, 2000), maxRuns: 2000 });
  return tally.findings[anomaly].shortest!.indices;
}

describe('shrinking', () => {
  it('finds the one reader and the writer among twenty-one actors', async () => {
    const shrunk = await shrink({ plan: crowd, engine: embeddedEngine, anomaly, indices: await failing() });
    expect(shrunk).toMatchObject({ schedule: CANONICAL, switches: 2, steps: 5, isCanonical: true });
    expect(shrunk.plan.scenario.actors).toMatchObject([
      { name: 'reader', operations: [read()] },
      { name: 'writer', operations: [write('v2')] },
    ]);
    expect(shrunk.replays).toBeLessThanOrEqual(50);
  });

  it('has the first of two writers write first, although they write different values', async () => {
    const actors = {
      reader: [read()],
      writer1: { group: 'writer', operations: [write('one')] },
      writer2: { group: 'writer', operations: [write('other')] },
    };
    const plan = planOf('setnx-setex-binlog', scenarioOf({ actors }));
    const events = 'consumer consumer consumer consumer';
    const of = async (schedule: string) => {
      const { run } = await executeOnce(plan, embeddedEngine, parseSchedule(schedule), false);
      return shrink({ plan, engine: embeddedEngine, anomaly: 'stale-read', indices: run.indices });
    };
    const first = await of(`writer1 writer2 writer2 writer1 reader ${events}`);
    const second = await of(`writer2 writer1 writer1 writer2 reader ${events}`);
    expect(second.schedule).toBe(first.schedule);
    expect(first.schedule).toMatch(/^writer1/);
  });

  it('leaves out a fault that need not happen, whether or not it happened', async () => {
    const plan = planOf('cache-aside', scenarioOf({ actors: TWO, faults: [upTo(1, 'flush')] }));
    const reductions = new Set<string>();
    for (const schedule of [CANONICAL, `flush ${CANONICAL}`, 'reader reader writer flush writer reader']) {
      const { run } = await executeOnce(plan, embeddedEngine, parseSchedule(schedule), false);
      const shrunk = await shrink({ plan, engine: embeddedEngine, anomaly, indices: run.indices });
      expect(shrunk.schedule).toBe(CANONICAL);
      reductions.add(JSON.stringify(shrunk.reduction.faults));
    }
    expect([...reductions]).toEqual(['{"0":0}']);
  });

  it('keeps the first of equal operations', async () => {
    const parts = { warm: [KEY], actors: { reader: [read(), read()], writer: [write('v2')] } };
    const plan = planOf('delete-first', scenarioOf(parts));
    for (const seed of [1, 2, 3]) {
      const shrunk = await shrink({ plan, engine: embeddedEngine, anomaly, indices: await failing(plan, seed) });
      expect(shrunk.reduction.operations).toEqual({ reader: [1] });
    }
  });

  it('does the same on an engine that answers in its time', async () => {
    const indices = await failing();
    const one = await shrink({ plan: crowd, engine: embeddedEngine, anomaly, indices });
    const other = await shrink({ plan: crowd, engine: turnsEngine(4, 1), anomaly, indices });
    expect({ ...other, plan: other.plan.scenario }).toEqual({ ...one, plan: one.plan.scenario });
  });

  it('has nothing to do the second time', async () => {
    const one = await shrink({ plan: crowd, engine: embeddedEngine, anomaly, indices: await failing() });
    const { indices, reduction } = one;
    const again = await shrink({ plan: crowd, engine: embeddedEngine, anomaly, indices, reduction });
    expect(again.schedule).toBe(one.schedule);
    expect(again.plan.scenario).toEqual(one.plan.scenario);
  });

  it('refuses a run that shows nothing', async () => {
    const [run] = await runsOf(crowd, new Random(1, 1));
    const given = { plan: crowd, engine: embeddedEngine, anomaly: 'dirty-read', indices: run!.indices } as const;
    await expect(shrink(given)).rejects.toThrow('does not show dirty-read');
  });

  it('keeps to its budget, and says that it is not canonical', async () => {
    const indices = await failing();
    const shrunk = await shrink({ plan: crowd, engine: embeddedEngine, anomaly, indices, replaysMax: 3 });
    expect(shrunk.replays).toBe(3);
    expect(shrunk.isCanonical).toBe(false);
  });

  it('keeps a sleep that it needs, and shortens it', async () => {
    const actors = { reader: [read()], writer: [write('v2')], sleeper: [sleep(30_000), read('item:2')] };
    const plan = planOf(tombstone, scenarioOf({ actors }));
    const shrunk = await shrink({ plan, engine: embeddedEngine, anomaly, indices: await failing(plan) });
    expect(shrunk.plan.scenario.actors.map(({ operations }) => operations)).toEqual([
      [read()],
      [write('v2')],
      [sleep(100)],
    ]);
  });
});

describe('a proof', () => {
  it('searches everything that is smaller by one', async () => {
    const shrunk = await shrink({ plan: crowd, engine: embeddedEngine, anomaly, indices: await failing() });
    const proof = await proveMinimal({ engine: embeddedEngine, anomaly, shrunk, executionsMax: 100 });
    expect(proof).toMatchObject({ isProven: true, fewerSwitches: { isComplete: true, shows: false } });
    expect(proof.smaller.map(({ without }) => without)).toEqual(['reader', 'writer']);
  });

  it('finds what is smaller', async () => {
    const plan = planOf('cache-aside', scenarioOf({ actors: { ...readers(2), writer: [write('v2')] } }));
    const proof = await proveMinimal({
      engine: embeddedEngine,
      anomaly,
      shrunk: { plan, switches: 4 },
      executionsMax: 1000,
    });
    expect(proof).toMatchObject({ isProven: false, fewerSwitches: { shows: true } });
    expect(proof.smaller).toMatchObject([
      { without: 'reader1', shows: true },
      { without: 'reader2', shows: true },
      { without: 'writer', shows: false, isComplete: true },
    ]);
  });

  it('does not claim what its budget did not reach', async () => {
    const plan = planOf('setnx-setex', scenarioOf({ actors: { ...readers(3), writer: [write('v2')] } }));
    const proof = await proveMinimal({
      engine: embeddedEngine,
      anomaly,
      shrunk: { plan, switches: 4 },
      executionsMax: 5,
    });
    expect(proof.isProven).toBe(false);
    expect(proof.executions).toBe(5);
  });
});

describe('of equally short schedules of one scenario', () => {
  it.each([1, 2, 3, 8])('all seeds show the same one, with %i readers', async (count) => {
    const plan = planOf('cache-aside', scenarioOf({ actors: { ...readers(count), writer: [write('v2')] } }));
    const schedules = new Set<string>();
    for (let seed = 1; seed <= 5; seed++) {
      const { tally } = await exploreAll(plan, { policy: new Random(seed, 300), maxRuns: 300 });
      const known = tally.findings[anomaly].shortest!;
      schedules.add((await canonicalExemplar(plan, embeddedEngine, anomaly, known)).schedule);
    }
    expect([...schedules]).toHaveLength(1);
  });

  it('the one without a fault that need not happen stands for all', async () => {
    const scenario = scenarioOf({
      actors: { reader: [read()], writer: [write('v2')] },
      faults: [upTo(1, 'evict', { key: KEY })],
    });
    const plan = planOf('cache-aside', scenario);
    const runs = await runsOf(plan, new Random(1, 500));
    const run = runs.find((one) => isShown(one, anomaly) && one.steps.some(({ fault }) => fault !== null))!;
    const known = { schedule: '', indices: run.indices, length: run.observedFrom, switches: 0 };
    const { schedule } = await canonicalExemplar(plan, embeddedEngine, anomaly, known);
    expect(schedule).toBe(CANONICAL);
  });
});
