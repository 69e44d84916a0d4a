import { describe, expect, it } from 'vitest';
import { strategies } from '../../../strategies/registry.ts';
import type { AnyStrategy } from '../../../strategies/strategy.ts';
import { fingerprintOf } from '../../dependence/fingerprint.ts';
import type { ScenarioParts } from '../../testing.ts';
import {
  exploreAll,
  KEY,
  once,
  planOf,
  read,
  remove,
  runsOf,
  scenarioOf,
  sleep,
  TESTED,
  upTo,
  write,
} from '../../testing.ts';
import { Dpor } from './dpor.ts';
import { broken, fixtures, redundant } from './fixtures/strategies.ts';
import { expectEach, expectOneOfEach, expectSameExperiences, reduced, SMALL } from './testing.ts';

const writer = [write('v2')];
const readers = (count: number) =>
  Object.fromEntries(
    Array.from({ length: count }, (_, i) => [`reader${i + 1}`, { group: 'reader', operations: [read()] }]),
  );

const settings: Readonly<Record<string, ScenarioParts>> = {
  'a reader and a writer': { actors: { reader: [read()], writer } },
  'two readers': { actors: { ...readers(2), writer } },
  'a warm cache': { warm: [KEY], actors: { ...readers(2), writer } },
  'a reader that reads twice': { actors: { reader: [read(), read()], writer } },
  'another key': {
    rows: { [KEY]: 'v1', 'item:2': 'w1' },
    actors: { reader: [read()], other: [read('item:2')], writer },
  },
  'a reader that comes later': {
    actors: { reader: [read()], writer, late: { after: ['writer'], operations: [read()] } },
  },
  'actors that sleep': { actors: { reader: [sleep(10), read()], writer: [write('v2'), sleep(20)] } },
  'a flush': { warm: [KEY], actors: { reader: [read()], writer }, faults: [upTo(1, 'flush')] },
  'a failover': { warm: [KEY], actors: { reader: [read()], writer }, faults: [upTo(1, 'failover')] },
  'a failover between two keys': {
    rows: { [KEY]: 'v1', 'item:2': 'w1' },
    actors: { reader: [read()], other: [read('item:2')] },
    faults: [once('failover')],
  },
  'one eviction': { actors: { reader: [read()], writer }, faults: [once('evict', { key: KEY })] },
  'a crash of anyone': { actors: { reader: [read()], writer }, faults: [upTo(1, 'crash')] },
  'a DEL that is dropped': { actors: { reader: [read()], writer }, faults: [upTo(1, 'drop', { step: 'redis.del' })] },
  'two evictions': { actors: { reader: [read()], writer }, faults: [upTo(2, 'evict', { key: KEY })] },
  'crashes of both': { actors: { reader: [read()], writer }, faults: [upTo(2, 'crash')] },
  'a crash and a flush': { actors: { reader: [read()], writer }, faults: [upTo(1, 'crash'), upTo(1, 'flush')] },
  'a reply that is lost': {
    actors: { reader: [read()], writer },
    faults: [upTo(1, 'lost-reply', { step: 'mysql.update' })],
  },
  'an event that comes twice': {
    actors: { reader: [read()], writer },
    faults: [upTo(1, 'duplicate', { step: 'binlog.deliver' })],
  },
};

describe('of each class of interleavings, one is executed', () => {
  for (const [title, parts] of Object.entries(settings)) {
    it.each(TESTED)(`with ${title}, under %s`, (name) => expectOneOfEach(name, parts));
  }

  it.each(['setnx-setex-binlog', 'versioned-set'] as const)('when events change places, under %s', (name) =>
    expectOneOfEach(name, {
      actors: { reader: [read()], writer: [write('v2'), write('v3')] },
      faults: [upTo(1, 'reorder', { step: 'binlog.deliver' })],
    }),
  );

  it.each(['cache-aside', 'delete-in-transaction', 'versioned-set', 'lease'] as const)(
    'when two writers wait for each other, under %s',
    (name) => expectOneOfEach(name, { actors: { reader: [read()], writer1: [write('v2')], writer2: [write('v3')] } }),
  );

  it.each(TESTED)('or more, with commands that are dropped before and after, under %s', (name) =>
    expectEach(name, {
      actors: { reader: [read()], writer },
      faults: [upTo(2, 'drop', { step: 'redis.del' }), upTo(1, 'drop', { step: 'redis.get' })],
    }),
  );

  it('when a row is deleted', () =>
    expectOneOfEach('cache-aside', { actors: { reader: [read()], writer: [remove()] } }));

  it.each(Object.entries(fixtures))('with %s', (_, { strategy, parts }) => expectOneOfEach(strategy, parts));

  it.each(Object.entries({ ...fixtures, ...redundant }))(
    'and what actors can meet with in any of them, they meet with, with %s',
    async (_, { strategy, parts }) => {
      await expectSameExperiences(strategy, parts, await reduced(strategy, parts));
      await expectSameExperiences(strategy, parts, await reduced(strategy, parts, { cutAfter: SMALL }));
    },
  );

  it.each(Object.entries(redundant))('or more, with %s', (_, { strategy, parts }) => expectEach(strategy, parts));
});

describe('three readers and a writer under cache-aside', () => {
  const parts = { actors: { ...readers(3), writer } };

  it('need 633 executions, and none that is given up', async () => {
    const runs = await runsOf(planOf('cache-aside', scenarioOf(parts)), new Dpor({ usesSymmetry: false }));
    expect(runs).toHaveLength(633);
    expect(runs.filter(({ isAbandoned }) => isAbandoned)).toEqual([]);
  });

  it('four readers need 10,676', async () => {
    const four = planOf('cache-aside', scenarioOf({ actors: { ...readers(4), writer } }));
    const { tally } = await exploreAll(four, { policy: new Dpor({ usesSymmetry: false }) });
    expect(tally).toMatchObject({ executed: 10_676, blocked: 0 });
  });

  it.each([1, 3, 20, 100])('need no more when the search is cut after %i, again and again', async (cutAfter) => {
    const runs = await reduced('cache-aside', parts, { cutAfter });
    expect(new Set(runs.map((run) => fingerprintOf(run))).size).toBe(633);
    expect(runs).toHaveLength(633);
  });

  it('need 108 when it does not matter which reader does what: one for each class up to renaming', async () => {
    const kinds = new Set(
      (await reduced('cache-aside', parts)).map((run) => fingerprintOf(run, { isSymmetric: true })),
    );
    const runs = await reduced('cache-aside', parts, { isSymmetric: true });
    expect(runs).toHaveLength(108);
    expect(await reduced('cache-aside', parts, { isSymmetric: true, cutAfter: SMALL })).toHaveLength(108);
    expect(new Set(runs.map((run) => fingerprintOf(run, { isSymmetric: true })))).toEqual(kinds);
  });
});

describe('identical actors', () => {
  it.each(TESTED)('are explored up to renaming, under %s', (name) =>
    expectOneOfEach(name, { actors: { ...readers(2), writer } }, { isSymmetric: true }),
  );

  it('are told apart when a fault names one of them', async () => {
    const parts = { actors: { ...readers(2), writer }, faults: [once('crash', { actor: 'reader2' })] };
    const [one, other] = [
      await reduced('cache-aside', parts, {}),
      await reduced('cache-aside', parts, { isSymmetric: true }),
    ];
    expect(other).toHaveLength(one.length);
  });

  it('are told apart when another actor waits for one of them', async () => {
    const parts = { actors: { ...readers(2), writer: { after: ['reader1'], operations: writer } } };
    const [one, other] = [
      await reduced('cache-aside', parts, {}),
      await reduced('cache-aside', parts, { isSymmetric: true }),
    ];
    expect(other).toHaveLength(one.length);
  });
});

describe('what the reduction cannot see', () => {
  const explored = (strategy: AnyStrategy) =>
    exploreAll(planOf(strategy as never, scenarioOf({ actors: { ...readers(2), writer } })), {
      policy: new Dpor({ usesSymmetry: false }),
    });

  it('is found by executing orders that are held to be equivalent', async () => {
    const { tally } = await explored(broken.countsReadsInItsModule());
    const problems = tally.listProblems();
    expect(problems.length).toBeGreaterThan(0);
    for (const { kind, message } of problems) {
      expect(kind).toBe('relation');
      expect(message).toMatch(/an order of steps was held to be equivalent.*Fix: write `reduction: none`/);
    }
  });

  it('ends the search where actors wait for each other', async () => {
    const policy = new Dpor({ usesSymmetry: false });
    const plan = planOf(broken.sharesFlights() as never, scenarioOf({ actors: { ...readers(2), writer } }));
    const { isComplete } = await exploreAll(plan, { policy });
    expect(isComplete).toBe(false);
    expect(policy.unsuitable).toMatch(/began without a step/);
  });

  it('ends the search where the strategy says so', async () => {
    const policy = new Dpor({ usesSymmetry: false });
    const declared = { ...strategies['cache-aside'], sharesMemory: true };
    const plan = planOf(declared as never, scenarioOf({ actors: { ...readers(2), writer } }));
    const { isComplete } = await exploreAll(plan, { policy });
    expect(isComplete).toBe(false);
    expect(policy.unsuitable).toMatch(/says that its actors share memory/);
  });

  it('is nothing, where all steps go through the handles', async () => {
    const { tally } = await explored(strategies['cache-aside']);
    expect(tally.commuted).toBeGreaterThan(0);
    expect(tally.listProblems()).toEqual([]);
  });

  it('is nothing, where one who waits for a lock may crash', async () => {
    const { strategy, parts } = fixtures['a statement that waits, or commits at once']!;
    const scenario = scenarioOf({ ...parts, faults: [upTo(1, 'crash', { actor: 'writer1' })] });
    const { tally } = await exploreAll(planOf(strategy, scenario), { policy: new Dpor({ usesSymmetry: false }) });
    expect(tally.listProblems()).toEqual([]);
  });

  it('is nothing, where only the order in which keys came to be differs', async () => {
    const parts = { rows: { [KEY]: 'v1', 'item:2': 'w1' }, actors: { one: [read()], other: [read('item:2')] } };
    const plan = planOf('cache-aside', scenarioOf(parts));
    const { tally } = await exploreAll(plan, { policy: new Dpor({ usesSymmetry: false }) });
    expect(tally.commuted).toBeGreaterThan(0);
    expect(tally.listProblems()).toEqual([]);
  });

  it('is nothing, where only the order in which keys came to be differs', async () => {
    const parts = { rows: { [KEY]: 'v1', 'item:2': 'w1' }, actors: { one: [read()], other: [read('item:2')] } };
    const plan = planOf('cache-aside', scenarioOf(parts));
    const { tally } = await exploreAll(plan, { policy: new Dpor({ usesSymmetry: false }) });
    expect(tally.commuted).toBeGreaterThan(0);
    expect(tally.listProblems()).toEqual([]);
  });
});
