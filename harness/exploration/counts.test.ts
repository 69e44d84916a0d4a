import { describe, expect, it } from 'vitest';
import type { StrategyName } from '../../strategies/registry.ts';
import { strategies } from '../../strategies/registry.ts';
import type { FaultPlan, OperationPlan } from '../scenario.ts';
import { countsOf, exploreAll, KEY, once, planOf, read, scenarioOf, upTo, write } from '../testing.ts';
import type { Fault, ModelCounts } from './model/enumerate.ts';
import { enumerate } from './model/enumerate.ts';
import { dyingWithTheirProcess, patterns, unmodelled, worldOf } from './model/patterns.ts';

const NAMES = Object.keys(patterns) as StrategyName[];

interface Actor {
  readonly operations: readonly OperationPlan[];
  readonly after?: readonly string[];
}

interface Setting {
  readonly actors: Readonly<Record<string, Actor>>;
  readonly warm?: boolean;
  readonly faults?: readonly FaultPlan[];
}

async function countedByHarness(name: StrategyName, { actors, warm = false, faults = [] }: Setting) {
  const scenario = scenarioOf({ actors, faults, warm: warm ? [KEY] : [] });
  const exploration = await exploreAll(planOf(name, scenario));
  expect(exploration.tally.listProblems()).toEqual([]);
  expect(exploration.isComplete).toBe(true);
  const { interleavings, ...counts } = countsOf(exploration);
  return {
    interleavings,
    'stale-at-rest': counts['stale-at-rest'],
    'stale-read': counts['stale-read'],
    'dirty-read': counts['dirty-read'],
  };
}

function countedByModel(name: StrategyName, { actors, warm = false, faults = [] }: Setting): ModelCounts {
  const pattern = patterns[name]!;
  const [fault] = faults;
  return enumerate({
    world: worldOf(name, warm),
    onChange: pattern.onChange ?? null,
    fault:
      fault === undefined
        ? null
        : {
            kind: fault.kind as Fault['kind'],
            isRequired: fault.atLeast > 0,
            ...(fault.actor && { victim: fault.actor }),
          },
    processes: Object.entries(actors).map(([actor, { operations, after = [] }]) => ({
      name: actor,
      kind: operations[0]!.kind === 'read' ? ('read' as const) : ('write' as const),
      operations: operations.map((o) => (o.kind === 'write' ? pattern.write(actor, o.value) : pattern.read(actor))),
      after,
    })),
  });
}

const reader = { operations: [read()] };
const writer = { operations: [write('v2')] };

describe('counts that anyone can check by hand', () => {
  it.each([
    ['cache-aside', 1, 10],
    ['delete-first', 6, 10],
    ['set-first', 4, 8],
    ['double-delete', 3, 20],
    ['delete-in-transaction', 12, 20],
    ['setnx-setex', 0, 10],
    ['lease', 0, 10],
  ] as const)('%s is stale at rest in %i of %i interleavings', async (name, stale, interleavings) => {
    const counts = await countedByHarness(name, { actors: { reader, writer } });
    expect(counts).toMatchObject({ interleavings, 'stale-at-rest': stale });
  });

  it('three readers and a writer have 77,436 interleavings under cache-aside', async () => {
    const actors = { reader1: reader, reader2: reader, reader3: reader, writer };
    const counted = await countedByHarness('cache-aside', { actors });
    expect(counted.interleavings).toBe(77_436);
    expect(counted).toEqual(countedByModel('cache-aside', { actors }));
  });
});

describe('every built-in strategy', () => {
  it('is counted independently, or there is a reason why it is not', () => {
    const accounted = [...Object.keys(patterns), ...Object.keys(unmodelled)];
    expect(accounted.toSorted()).toEqual(Object.keys(strategies).toSorted());
  });
});

const SETTINGS: Readonly<Record<string, Setting>> = {
  'one reader, one writer': { actors: { reader, writer } },
  'a warm cache': { actors: { reader, writer }, warm: true },
  'a reader that comes after the writer': { actors: { reader, writer, late: { ...reader, after: ['writer'] } } },
  'a reader that reads twice': { actors: { reader: { operations: [read(), read()] }, writer } },
  'a reader that reads twice from a warm cache': {
    actors: { reader: { operations: [read(), read()] }, writer },
    warm: true,
  },
  'a writer that writes twice': { actors: { reader, writer: { operations: [write('v2'), write('v3')] } } },
  'a flush that has to happen': { actors: { reader, writer }, faults: [once('flush')] },
  'a flush that may happen': { actors: { reader, writer }, faults: [upTo(1, 'flush')] },
  'a flush of a warm cache': { actors: { reader, writer }, warm: true, faults: [upTo(1, 'flush')] },
  'a writer that has to crash': { actors: { reader, writer }, faults: [once('crash', { actor: 'writer' })] },
  'a writer that may crash on a warm cache': {
    actors: { reader, writer },
    warm: true,
    faults: [upTo(1, 'crash', { actor: 'writer' })],
  },
  'a reader that may crash': { actors: { reader, writer }, faults: [upTo(1, 'crash', { actor: 'reader' })] },
  'two readers': { actors: { reader1: reader, reader2: reader, writer } },
  'two readers of a warm cache': { actors: { reader1: reader, reader2: reader, writer }, warm: true },
  'two writers': { actors: { reader, writer, other: { operations: [write('v3')] } } },
};

describe.each(Object.keys(SETTINGS))('%s', (title) => {
  const crashes = SETTINGS[title]!.faults?.some(({ kind }) => kind === 'crash') ?? false;
  const names = NAMES.filter((name) => !crashes || !dyingWithTheirProcess.includes(name));
  it.each(names)('%s shows what an independent count shows', async (name) => {
    const setting = SETTINGS[title]!;
    const counted = await countedByHarness(name, setting);
    // A write of one step has no moment between two of its steps.
    if (title !== 'a writer that has to crash') expect(counted.interleavings).toBeGreaterThan(1);
    expect(counted).toEqual(countedByModel(name, setting));
  });
});

describe('a fault', () => {
  it.each(NAMES)('of `max: 1` is the sum of none and exactly one, under %s', async (name) => {
    const actors = { reader, writer };
    const none = await countedByHarness(name, { actors });
    const one = await countedByHarness(name, { actors, faults: [once('flush')] });
    const upToOne = await countedByHarness(name, { actors, faults: [upTo(1, 'flush')] });
    expect(upToOne).toEqual({
      interleavings: none.interleavings + one.interleavings,
      'stale-at-rest': none['stale-at-rest'] + one['stale-at-rest'],
      'stale-read': none['stale-read'] + one['stale-read'],
      'dirty-read': none['dirty-read'] + one['dirty-read'],
    });
  });
});
