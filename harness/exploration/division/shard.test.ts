import { describe, expect, it } from 'vitest';
import type { StrategyName } from '../../../strategies/registry.ts';
import type { Scenario } from '../../scenario.ts';
import type { RunPlan } from '../../scheduler/plan.ts';
import { exploreAll, once, planOf, read, scenarioOf, strategyOf, upTo, write } from '../../testing.ts';
import type { Evidence } from '../verdict/evidence.ts';
import { sumOf } from '../verdict/evidence.ts';
import type { CellPart } from './part.ts';
import { evidenceOf, partOf, partSchema } from './part.ts';
import { Dpor } from '../dpor/dpor.ts';
import type { Policy } from '../policies/policy.ts';
import { policies } from '../policies/registry.ts';
import type { Shard } from './shard.ts';
import { numbersOf, partOfPolicy, splitOf } from './shard.ts';

async function evidence(
  plan: RunPlan,
  shard: Shard | null,
  all: Policy = policyOf(plan),
): Promise<{ whole: Evidence; split: string }> {
  const { explore, actors } = plan.scenario;
  const policy = shard === null ? all : partOfPolicy(all, shard, explore.runs);
  const { sample: _, ...exploration } = await exploreAll(plan, { policy, maxRuns: explore.runs });
  const budget = { runs: explore.runs, timeMs: explore.timeMs };
  const fixed = { shown: {}, comparisons: null, unit: 'interleavings', isSampled: policy.isSampled, budget } as const;
  return { whole: { ...exploration, ...fixed, actors: actors.map(({ name }) => name) }, split: splitOf(policy) };
}

function policyOf({ scenario: { explore } }: RunPlan): Policy {
  return policies[explore.policy](explore);
}

/** The parts as they come from other machines. */
async function partsOf(plan: RunPlan, count: number, make: () => Policy = () => policyOf(plan)): Promise<CellPart[]> {
  const parts: CellPart[] = [];
  for (let index = 1; index <= count; index++) {
    const { whole, split } = await evidence(plan, { index, count }, make());
    parts.push(partSchema.parse(JSON.parse(JSON.stringify(partOf(whole, 'the same', split)))));
  }
  return parts;
}

const shown = (one: Evidence) => partOf(one, '', '');

const actors = { reader1: [read()], reader2: [read()], writer: [write('v2')] };
const exhaustive = scenarioOf({ actors });
const faulty = scenarioOf({ actors, faults: [upTo(1, 'crash', { actor: 'writer' })] });
const sampled = (policy: Scenario['explore']['policy'], runs: number) =>
  scenarioOf({ actors, explore: { policy, runs } });

describe('the shards of an exploration', () => {
  it.each([
    ['cache-aside', 'every interleaving', exhaustive],
    ['setnx-setex-binlog', 'every interleaving with a consumer', scenarioOf({ actors: { ...actors, reader2: [] } })],
    [
      'cache-aside',
      'a tree that is smaller than the frontier',
      scenarioOf({ actors: { r: [read()], w: [write('v2')] } }),
    ],
    [
      'delete-in-transaction',
      'locks and faults',
      scenarioOf({ actors, faults: [upTo(1, 'crash', { actor: 'writer' })] }),
    ],
    ['cache-aside', 'schedules that are discarded', scenarioOf({ actors, faults: [once('evict', { key: 'item:1' })] })],
    ['cache-aside', 'random schedules', sampled('random', 601)],
    ['lease', 'fewer schedules than shards', sampled('random', 2)],
    ['cache-aside', 'a search that a budget ends', { ...exhaustive, explore: { ...exhaustive.explore, runs: 70 } }],
  ] satisfies [StrategyName, string, Scenario][])(
    'of %s, %s, are together what one process finds',
    async (name, _, scenario) => {
      const plan = planOf(name, scenario);
      const { whole } = await evidence(plan, null);
      for (const count of [1, 2, 3, 5]) {
        const parts = await partsOf(plan, count);
        expect(new Set(parts.map(({ split }) => split)).size).toBe(1);
        expect(shown(sumOf(parts.map(evidenceOf)))).toEqual(shown(whole));
      }
    },
  );

  it.each([
    ['cache-aside', 'a search that is cut into parts', scenarioOf({ actors: { ...actors, reader3: [read()] } })],
    ['setnx-setex-binlog', 'one with a consumer', scenarioOf({ actors })],
    ['delete-in-transaction', 'one with a fault, which is not cut', faulty],
    ['cache-aside', 'one that is too small', scenarioOf({ actors: { r: [read()], w: [write('v2')] } })],
    ['cache-aside', 'one that a budget ends', { ...exhaustive, explore: { ...exhaustive.explore, runs: 20 } }],
  ] satisfies [StrategyName, string, Scenario][])(
    'of %s, %s, reduced, are together the whole',
    async (name, _, scenario) => {
      const plan = planOf(name, scenario);
      const make = () => new Dpor({ usesSymmetry: false, cutAfter: 20 });
      const { whole } = await evidence(plan, null, make());
      for (const count of [2, 3]) {
        const parts = await partsOf(plan, count, make);
        expect(new Set(parts.map(({ split }) => split)).size).toBe(1);
        expect(shown(sumOf(parts.map(evidenceOf)))).toEqual(shown(whole));
      }
    },
  );

  it('find the same problems, each as often', async () => {
    const endless = strategyOf({
      async read({ redis }, key) {
        while ((await redis.get(key)) !== null) await redis.ttl(key);
        if ((await redis.get('other')) !== null) setTimeout(() => {}, 1);
        return null;
      },
      async write({ redis }, key) {
        await redis.set('other', '1');
        await redis.set(key, '1');
      },
    });
    const plan = planOf(endless, scenarioOf({ actors, explore: { maxSteps: 12 } }));
    const { whole } = await evidence(plan, null);
    expect([...whole.tally.problems.values()].map(({ problem }) => problem.kind)).toContain('escaped');
    expect(shown(sumOf((await partsOf(plan, 3)).map(evidenceOf)))).toEqual(shown(whole));
  });

  it('have about as much to do as each other', async () => {
    const plan = planOf(
      'setnx-setex-binlog',
      scenarioOf({ actors: { reader: [read()], first: [write('v2')], second: [write('v3')] } }),
    );
    const executed = (await partsOf(plan, 4)).map((part) => part.executed);
    const all = executed.reduce((sum, one) => sum + one);
    expect(all).toBeGreaterThan(20_000);
    expect(Math.max(...executed) / (all / 4)).toBeLessThan(1.1);
  });

  it('do what cannot be split on the first one', async () => {
    const plan = planOf('cache-aside', { ...exhaustive, explore: { ...exhaustive.explore, runs: 70 } });
    expect((await partsOf(plan, 3)).map((part) => part.executed)).toEqual([70, 0, 0]);
  });
});

describe('schedule numbers', () => {
  it('are split without a gap or an overlap, in parts that differ by one at most', () => {
    for (const [runs, count] of [
      [10, 3],
      [2, 5],
      [20_000, 7],
      [1, 1],
    ] as const) {
      const parts = Array.from({ length: count }, (_, i) => numbersOf({ index: i + 1, count }, runs));
      expect(parts[0]!.from).toBe(0);
      expect(parts.at(-1)!.to).toBe(runs);
      parts.slice(1).forEach(({ from }, i) => expect(from).toBe(parts[i]!.to));
      const sizes = parts.map(({ from, to }) => to - from);
      expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
    }
  });

  it('do not overlap where only time ends the schedules', () => {
    const [first, second] = [numbersOf({ index: 1, count: 2 }, null), numbersOf({ index: 2, count: 2 }, null)];
    expect(second.from).toBe(first.to);
    expect(first.to).toBeGreaterThan(100_000_000);
  });
});
