import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { StrategyName } from '../../../strategies/registry.ts';
import { strategies } from '../../../strategies/registry.ts';
import { embeddedEngine } from '../../engines/embedded/engine.ts';
import { record } from '../../explanation/trace.ts';
import type { FaultPlan, OperationPlan, Scenario, StrategyUse } from '../../scenario.ts';
import { ANOMALIES } from '../../scenario.ts';
import {
  historyOf,
  labelsOf,
  once,
  planOf,
  read,
  remove,
  runOnce,
  scenarioOf,
  sleep,
  strategyOf,
  upTo,
  write,
  TESTED,
} from '../../testing.ts';
import { Random } from '../policies/random.ts';
import { Pinned } from './known-choices.ts';
import { NO_REDUCTION, reduceScenario } from '../shrink/reduction.ts';
import { executeOnce } from './execute-once.ts';
import { essenceOf, identityOf } from './identity.ts';
import type { RecordedChoice } from './recorded-schedule.ts';
import { recordedSchedule } from './recorded-schedule.ts';
import { changesBetween } from './scenario-diff.ts';
import { decodeToken, encodeToken, hashOfSteps, InvalidToken } from './token.ts';

const SEED = 42;
const useOf = (name: string): StrategyUse => ({ use: name, as: name, with: {} });

const operation: fc.Arbitrary<OperationPlan> = fc.oneof(
  { weight: 4, arbitrary: fc.constant(read()) },
  { weight: 3, arbitrary: fc.integer({ min: 2, max: 4 }).map((n) => write(`v${n}`)) },
  { weight: 1, arbitrary: fc.constantFrom(5, 70_000).map(sleep) },
);
const fault: fc.Arbitrary<FaultPlan> = fc.constantFrom(
  upTo(1, 'flush'),
  once('evict', { key: 'item:1' }),
  upTo(1, 'crash', { actor: 'b' }),
  once('drop', { step: 'redis.del' }),
  upTo(2, 'lost-reply', { step: 'mysql.update' }),
  upTo(1, 'duplicate', { step: 'binlog.deliver' }),
);
const operations = fc.array(operation, { minLength: 1, maxLength: 3 });
const scenarios: fc.Arbitrary<Scenario> = fc
  .record({ a: operations, b: operations, c: operations, faults: fc.array(fault, { maxLength: 2 }) })
  .map(({ a, b, c, faults }) => scenarioOf({ actors: { a, b, late: { operations: c, after: ['a'] } }, faults }));
const settings = fc.record({ name: fc.constantFrom(...TESTED), scenario: scenarios, seed: fc.integer() });

const forAny = (property: (setting: { name: StrategyName; scenario: Scenario; seed: number }) => Promise<void>) =>
  fc.assert(fc.asyncProperty(settings, property), { seed: SEED, numRuns: 300 });

async function recordRandom(name: StrategyName, scenario: Scenario, seed: number) {
  const plan = planOf(name, scenario);
  const recorded = await record(plan, embeddedEngine, new Random(seed, 1).next()!);
  return { plan, recorded, schedule: recordedSchedule(recorded) };
}

describe('for any small scenario and any built-in strategy', () => {
  it('a recorded schedule gives the same run, step for step and state for state', () =>
    forAny(async ({ name, scenario, seed }) => {
      const { plan, recorded, schedule } = await recordRandom(name, scenario, seed);
      const replayed = await executeOnce(plan, embeddedEngine, schedule, false);
      expect(replayed.parting).toBeNull();
      expect(historyOf(replayed.run)).toEqual(historyOf(recorded.run));
      expect(recordedSchedule(replayed)).toEqual(schedule);
    }));

  it('following it leniently changes nothing as long as the code is the same', () =>
    forAny(async ({ name, scenario, seed }) => {
      const { plan, recorded, schedule } = await recordRandom(name, scenario, seed);
      const replayed = await executeOnce(plan, embeddedEngine, schedule, true);
      expect(replayed.changes).toEqual([]);
      expect(labelsOf(replayed.run)).toEqual(labelsOf(recorded.run));
    }));

  it('a token gives the same run too', () =>
    forAny(async ({ name, scenario, seed }) => {
      const { plan, recorded, schedule } = await recordRandom(name, scenario, seed);
      const contents = { scenario, use: useOf(name), engine: 'embedded', anomaly: null, schedule } as const;
      const token = decodeToken(encodeToken(contents));
      const replayed = await executeOnce(plan, embeddedEngine, token.scheduleFor(scenario)!, false);
      expect(historyOf(replayed.run)).toEqual(historyOf(recorded.run));
      expect(hashOfSteps(recordedSchedule(replayed))).toEqual(token.steps);
    }));
});

describe('a token', () => {
  const scenario = scenarioOf({ actors: { reader: [read()], writer: [write('v2')] } });
  const use = useOf('cache-aside');
  const schedule: RecordedChoice[] = ['reader', 'reader', 'writer', 'writer', 'reader'].map((actor) => ({ actor }));
  const contents = { scenario, use, engine: 'embedded', anomaly: 'stale-at-rest', schedule } as const;
  const text = encodeToken(contents);

  it('is short', () => {
    expect(text.length).toBeLessThanOrEqual(40);
    const long = encodeToken({ ...contents, schedule: Array.from({ length: 60 }, () => schedule[0]!) });
    expect(long.length).toBeLessThanOrEqual(60);
  });

  it('keeps the engine, the anomaly, the seed, and which of several steps it was', () => {
    for (const anomaly of ANOMALIES) expect(decodeToken(encodeToken({ ...contents, anomaly })).anomaly).toBe(anomaly);
    expect(decodeToken(encodeToken({ ...contents, engine: 'real' })).engine).toBe('real');
    const seeded = { ...scenario, explore: { ...scenario.explore, seed: Number.MAX_SAFE_INTEGER } };
    expect(decodeToken(encodeToken({ ...contents, scenario: seeded })).seed).toBe(Number.MAX_SAFE_INTEGER);
    const several = schedule.map((choice, i) => (i % 2 === 0 ? choice : { ...choice, choice: i + 1 }));
    expect(decodeToken(encodeToken({ ...contents, schedule: several })).scheduleFor(scenario)).toEqual(several);
  });

  it('keeps what was left out of the scenario, and names the actors that are left', () => {
    const wide = scenarioOf({ actors: { reader1: [read()], reader2: [read()], writer: [write('v2')] } });
    const reduction = { ...NO_REDUCTION, actors: ['reader1'] };
    const left = schedule.map(({ actor }) => ({ actor: actor === 'reader' ? 'reader2' : actor }));
    const shrunk = encodeToken({ ...contents, scenario: wide, reduction, schedule: left });
    expect(shrunk.length).toBeLessThanOrEqual(80);
    const decoded = decodeToken(shrunk);
    expect(decoded.reduction).toEqual(reduction);
    expect(decoded.scheduleFor(wide)).toEqual(left);
    expect(reduceScenario(wide, decoded.reduction!).actors).toHaveLength(2);
  });

  it('is refused wherever a character of it is changed or left out', () => {
    for (let i = 4; i < text.length; i++) {
      const other = text[i] === 'A' ? 'B' : 'A';
      const changed = text.slice(0, i) + other + text.slice(i + 1);
      // The last character of base64 may have bits that mean nothing.
      if (i < text.length - 1) expect(() => decodeToken(changed), changed).toThrow(InvalidToken);
      expect(() => decodeToken(text.slice(0, i)), text.slice(0, i)).toThrow(InvalidToken);
    }
    expect(() => decodeToken(text.replace('st1', 'st2'))).toThrow(/format st2, expected st1/);
  });

  it('does not give a schedule for a scenario with other actors', () => {
    const other = scenarioOf({ actors: { reader: [read()], second: [read()], writer: [write('v2')] } });
    expect(decodeToken(text).scheduleFor(other)).toBeNull();
  });

  it('belongs to what a run depends on, and to nothing else', () => {
    const { content } = identityOf(scenario, use);
    const renamed = { ...scenario, title: 'another', file: 'moved.yaml', tags: ['x'] };
    expect(identityOf(renamed, use).content).toEqual(content);
    expect(identityOf({ ...scenario, rows: { 'item:1': 'v0' } }, use).content).not.toEqual(content);
    expect(identityOf(scenario, { ...use, with: { ttl: '1s' } }).content).not.toEqual(content);
  });
});

describe('the changes of a scenario', () => {
  it('are told field by field', () => {
    const before = scenarioOf({ actors: { reader: [read()], writer: [write('v2')] } });
    const after = scenarioOf({ actors: { early: [read()], reader: [read()], writer: [write('v3')] }, nodes: 2 });
    const changes = changesBetween(essenceOf(before, useOf('lease')), essenceOf(after, useOf('lease')));
    expect(changes).toEqual([
      { field: 'nodes', before: '1', after: '2' },
      { field: 'actors.writer.operations[1].value', before: '"v2"', after: '"v3"' },
      expect.objectContaining({ field: 'actors.early', before: '(nothing)' }),
    ]);
  });
});

/** The race of cache-aside, recorded; then the writer does `write` instead. */
async function replayedWith(writes: Parameters<typeof strategyOf>[0], isLenient: boolean) {
  const scenario = scenarioOf({ actors: { reader: [read()], writer: [write('v2')] } });
  const steps = 'reader.redis.get reader.mysql.select writer.mysql.update writer.redis.del reader.redis.set';
  const recorded = await record(planOf('cache-aside', scenario), embeddedEngine, new Pinned(steps.split(' ')));
  const reads = strategies['cache-aside'].create({ ttl: 60_000 } as never).read;
  const plan = planOf(strategyOf({ read: reads, ...writes }), scenario);
  return executeOnce(plan, embeddedEngine, recordedSchedule(recorded), isLenient);
}

const UPDATE = 'UPDATE items SET value = ?, version = version + 1 WHERE id = 1';

describe('a schedule whose code has changed', () => {
  const withOneMore = replayedWith.bind(null, {
    async write({ redis, mysql }, key, value) {
      await redis.get('lock:1');
      await mysql.execute(UPDATE, [value]);
      await redis.del(key);
    },
  });
  const withOneLess = replayedWith.bind(null, {
    async write({ mysql }, _, value) {
      await mysql.execute(UPDATE, [value]);
    },
  });
  const theOtherWayRound = replayedWith.bind(null, {
    async write({ redis, mysql }, key, value) {
      await redis.del(key);
      await mysql.execute(UPDATE, [value]);
    },
  });

  it('ends at the first step that is not the recorded one, and says both', async () => {
    const { parting, run } = await withOneMore(false);
    expect(parting).toEqual({ step: 3, expected: 'writer.mysql.update item:1', got: 'writer.redis.get lock:1' });
    expect(run.problem).toMatchObject({ kind: 'nondeterminism' });
    expect((await withOneLess(false)).parting).toMatchObject({ step: 4, expected: 'writer.redis.del item:1' });
  });

  it('goes on when that is asked for: what is new happens in its actor’s turn', async () => {
    const { run, changes } = await withOneMore(true);
    expect(labelsOf(run).join(' ')).toBe(
      'reader.redis.get reader.mysql.select writer.redis.get writer.mysql.update writer.redis.del reader.redis.set',
    );
    expect(changes).toEqual([{ kind: 'new', what: 'writer.redis.get lock:1', step: 3 }]);
  });

  it('goes on without what is gone', async () => {
    const { run, changes } = await withOneLess(true);
    expect(labelsOf(run)).toHaveLength(4);
    expect(changes).toEqual([{ kind: 'gone', what: 'writer.redis.del item:1', step: null }]);
  });

  it('goes on with steps in another order', async () => {
    const { run, changes } = await theOtherWayRound(true);
    expect(labelsOf(run).join(' ')).toBe(
      'reader.redis.get reader.mysql.select writer.redis.del writer.mysql.update reader.redis.set',
    );
    expect(changes).toEqual([{ kind: 'moved', what: 'writer.mysql.update item:1', step: 4 }]);
  });

  it('goes on when an operation is something else altogether', async () => {
    const scenario = scenarioOf({ actors: { reader: [read()], writer: [write('v2')] } });
    const recorded = await runOnce(planOf('cache-aside', scenario), new Random(1, 1).next()!);
    expect(recorded.problem).toBeNull();
    const other = scenarioOf({ actors: { reader: [remove()], writer: [read(), read()] } });
    const schedule = recorded.chosen.map(({ name }) => ({ actor: name }));
    const plan = planOf(
      strategyOf({
        read: ({ redis }, key) => redis.get(key),
        delete: async ({ redis }, key) => void (await redis.del(key)),
      }),
      other,
    );
    const { run } = await executeOnce(plan, embeddedEngine, schedule, true);
    expect(run.problem).toBeNull();
  });
});
