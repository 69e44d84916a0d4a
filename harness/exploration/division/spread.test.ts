import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { StrategyName } from '../../../strategies/registry.ts';
import { embeddedEngine } from '../../engines/embedded/engine.ts';
import type { RunPlan } from '../../scheduler/plan.ts';
import {
  exploreAll,
  inMacrotask,
  once,
  planOf,
  read,
  runsOf,
  scenarioOf,
  sleep,
  strategyOf,
  upTo,
  write,
} from '../../testing.ts';
import type { Exploration, ExploreOptions } from '../explore.ts';
import type { Helper, Helpers } from './helpers.ts';
import { Dpor } from '../dpor/dpor.ts';
import { Exhaustive } from '../policies/exhaustive.ts';
import type { Policy } from '../policies/policy.ts';
import { policies } from '../policies/registry.ts';
import { exploreShare } from './share.ts';

interface Crew extends Helpers {
  /** Shares that were handed back. */
  shares: number;
  isStopped: boolean;
}

/** In this thread, but as far away as another one: all that comes and goes is cloned. */
function crewOf(
  plan: RunPlan,
  count: number,
  shares: 'of one batch' | 'to the end' = 'of one batch',
  make?: () => Policy,
): Crew {
  const helper: Helper = {
    explore: async (assignment) => {
      const result = await exploreShare({
        plan,
        engine: embeddedEngine,
        assignment: structuredClone(assignment),
        ...(make === undefined ? {} : { policy: make() }),
        isOverTime: () => shares === 'of one batch' || crew.isStopped,
      });
      crew.shares++;
      return structuredClone(result);
    },
  };
  const crew: Crew = {
    count,
    isWorthwhile: () => true,
    shares: 0,
    isStopped: false,
    recruit: () => Array.from({ length: count }, async () => helper),
    stop: () => {
      crew.isStopped = true;
    },
  };
  return crew;
}

async function exploreWith(plan: RunPlan, helpers: Helpers | null, options: Partial<ExploreOptions> = {}) {
  const budget = plan.scenario.explore;
  return exploreAll(plan, {
    policy: policies[budget.policy](budget),
    maxRuns: budget.runs,
    sampleSize: 50,
    ...(helpers === null ? {} : { helpers }),
    ...options,
  });
}

/** Everything that reaches a result. */
function shown({ tally, sample, isComplete, isStopped }: Exploration) {
  const { problems: _, ...counts } = structuredClone(tally);
  return { counts, problems: tally.listProblems(), sample: sample.schedules, isComplete, isStopped };
}

const actors = { reader1: [read()], reader2: [read()], writer: [write('v2')] };
const exhaustive = scenarioOf({ actors });
const random = scenarioOf({ actors, explore: { policy: 'random', runs: 1200 } });

describe('an exploration that was shared out', () => {
  it.each([
    ['cache-aside', exhaustive],
    ['double-delete', exhaustive],
    ['cache-aside', scenarioOf({ actors, faults: [once('crash', { actor: 'writer' })] })],
    ['cache-aside', random],
    ['lease', random],
    ['cache-aside', { ...random, explore: { ...random.explore, policy: 'urw' } }],
    ['cache-aside', { ...random, explore: { ...random.explore, policy: 'pct' } }],
    ['cache-aside', { ...random, explore: { ...random.explore, policy: 'pos' } }],
    ['cache-aside', { ...random, explore: { ...random.explore, policy: 'portfolio' } }],
    ['cache-aside', { ...random, explore: { ...random.explore, seed: 7, runs: 1199 } }],
  ] satisfies [StrategyName, typeof random][])('of %s shows what one hand finds alone', async (name, scenario) => {
    const plan = planOf(name, scenario);
    const alone = shown(await exploreWith(plan, null));
    expect(alone.counts.executed).toBeGreaterThan(300);
    for (const count of [1, 2]) {
      const crew = crewOf(plan, count);
      expect(shown(await exploreWith(plan, crew))).toEqual(alone);
      expect(crew.shares).toBeGreaterThan(0);
    }
  });

  it.each([
    ['cache-aside', 3, { shares: 'of one batch', usesSymmetry: false }],
    ['cache-aside', 3, { shares: 'to the end', usesSymmetry: false }],
    ['cache-aside', 4, { shares: 'of one batch', usesSymmetry: true }],
  ] as const)('of %s, %i readers, reduced, shows what one hand finds alone: %o', async (name, count, options) => {
    const readers = Array.from(
      { length: count },
      (_, i) => [`r${i}`, { group: 'reader', operations: [read()] }] as const,
    );
    const plan = planOf(name, scenarioOf({ actors: { ...Object.fromEntries(readers), writer: [write('v2')] } }));
    const make = () => new Dpor({ usesSymmetry: options.usesSymmetry, cutAfter: 30 });
    const alone = shown(await exploreWith(plan, null, { policy: make() }));
    expect(alone.isComplete).toBe(true);
    for (const hands of [1, 2]) {
      const crew = crewOf(plan, hands, options.shares, make);
      expect(shown(await exploreWith(plan, crew, { policy: make() }))).toEqual(alone);
      expect(crew.shares).toBeGreaterThan(0);
    }
  });

  it('is shared out, too, when it is explored without the reduction that the scenario asks for', async () => {
    const actors = { reader: [read()], other: [read()], writer: [write('v2')] };
    const plan = planOf('cache-aside', scenarioOf({ actors, explore: { policy: 'exhaustive', reduction: 'dpor' } }));
    const alone = shown(await exploreWith(plan, null, { policy: new Exhaustive() }));
    const crew = crewOf(plan, 2);
    expect(shown(await exploreWith(plan, crew, { policy: new Exhaustive() }))).toEqual(alone);
    expect(crew.shares).toBeGreaterThan(0);
  });

  it('says what a helper has found to speak against the reduction', () => {
    const share = (unsuitable: string | null) => ({ kind: 'searches', searches: [], unsuitable }) as const;
    const policy = new Dpor({ usesSymmetry: false });
    policy.takeBack(share('a helper has seen it'));
    expect(policy.unsuitable).toBe('a helper has seen it');
    expect(policy.next()).toBeNull();
    const helper = new Dpor({ usesSymmetry: false });
    helper.restrictTo(share(null));
    helper.unsuitable = 'it has seen it';
    expect(helper.give(1)).toEqual(share('it has seen it'));
  });

  it('loses nothing when the search of a portfolio ends after all that is sampled was given away', async () => {
    const actors = { reader: [read()], writer: [write('v2')] };
    const { explore } = scenarioOf({ actors, explore: { policy: 'portfolio', runs: 400 } });
    const portfolio = policies.portfolio(explore);
    let given = 0;
    const giving: Policy = {
      isSampled: true,
      isComplete: false,
      next() {
        const share = portfolio.give(1, Infinity);
        if (share !== null) given += share.to - share.from;
        return portfolio.next();
      },
      ended: (picker) => portfolio.ended(picker),
    };
    const runs = await runsOf(planOf('cache-aside', scenarioOf({ actors })), giving);
    expect(runs.length + given).toBe(400);
  });

  it('executes exactly as many schedules as the budget allows', async () => {
    const plan = planOf('cache-aside', { ...random, explore: { ...random.explore, runs: null } });
    const crew = crewOf(plan, 2);
    const alone = shown(await exploreWith(plan, null, { maxRuns: 777 }));
    expect(shown(await exploreWith(plan, crew, { maxRuns: 777 }))).toEqual(alone);
    expect(alone.counts.executed).toBe(777);
    expect(crew.shares).toBeGreaterThan(0);
  });

  it('keeps an exhaustive search with a budget in one hand, so that the schedules seen are always the same', async () => {
    const plan = planOf('cache-aside', exhaustive);
    const crew = crewOf(plan, 2);
    const alone = shown(await exploreWith(plan, null, { maxRuns: 300 }));
    expect(shown(await exploreWith(plan, crew, { maxRuns: 300 }))).toEqual(alone);
    expect(crew.shares).toBe(0);
  });

  it('calls back what is in hand when it is stopped, and says so', async () => {
    const plan = planOf('cache-aside', { ...random, explore: { ...random.explore, runs: null } });
    const crew = crewOf(plan, 2, 'to the end');
    const exploration = await exploreWith(plan, crew, { shouldStop: ({ executed }) => executed >= 600 });
    expect(exploration.isStopped).toBe(true);
    expect(exploration.tally.executed).toBeGreaterThanOrEqual(600);
    expect(crew.shares).toBe(2);
  });

  it('finds the same problems, each as often', async () => {
    const loop = strategyOf({
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
    for (const explore of [exhaustive.explore, random.explore]) {
      const plan = planOf(loop, scenarioOf({ actors, explore: { ...explore, maxSteps: 12 } }));
      const alone = shown(await exploreWith(plan, null));
      expect(alone.problems.map(({ kind }) => kind)).toEqual(expect.arrayContaining(['escaped', 'step-limit']));
      expect(shown(await exploreWith(plan, crewOf(plan, 2)))).toEqual(alone);
    }
  });

  it('ends with the error of a helper, however late it comes', async () => {
    const plan = planOf('cache-aside', random);
    for (const batches of [0, 1, 3, 4, 5, 20]) {
      const explore = async (): Promise<never> => {
        for (let i = 0; i < batches; i++) await inMacrotask(() => {});
        throw new Error('the helper is gone');
      };
      const crew: Helpers = { ...crewOf(plan, 1), recruit: () => [Promise.resolve({ explore })] };
      await expect(exploreWith(plan, crew)).rejects.toThrow('the helper is gone');
    }
  });

  it('ends with the error of a helper that does not come', async () => {
    const plan = planOf('cache-aside', random);
    const crew: Helpers = { ...crewOf(plan, 1), recruit: () => [Promise.reject(new Error('it never came'))] };
    await expect(exploreWith(plan, crew)).rejects.toThrow('it never came');
  });
});

/** Two or three actors, now and then a fault, or so few steps that some runs have no verdict. */
const generated = fc.record({
  name: fc.constantFrom<StrategyName>('cache-aside', 'delete-in-transaction', 'setnx-setex-binlog', 'lease'),
  explore: fc.record({
    policy: fc.constantFrom('random', 'urw', 'pct', 'pos', 'portfolio'),
    runs: fc.integer({ min: 1, max: 700 }),
    seed: fc.nat(),
    maxSteps: fc.constantFrom(200, 6),
  }),
  other: fc.constantFrom([read()], [write('v3')], [sleep(70_000), read()], []),
  faults: fc.constantFrom([], [once('evict', { key: 'item:1' })], [upTo(1, 'crash', { actor: 'writer' })]),
});

describe('for any small scenario and sampling policy', () => {
  it('how many hands there are changes nothing', async () => {
    await fc.assert(
      fc.asyncProperty(generated, async ({ name, explore, other, faults }) => {
        const plan = planOf(
          name,
          scenarioOf({ actors: { reader: [read()], writer: [write('v2')], other }, faults, explore }),
        );
        const alone = shown(await exploreWith(plan, null));
        for (const count of [1, 3]) expect(shown(await exploreWith(plan, crewOf(plan, count)))).toEqual(alone);
      }),
      { seed: 42, numRuns: 25 },
    );
  });
});
