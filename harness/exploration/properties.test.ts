import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { StrategyName } from '../../strategies/registry.ts';
import type { ActorPlan, FaultPlan, OperationPlan, Scenario } from '../scenario.ts';
import { ANOMALIES } from '../scenario.ts';
import {
  countsOf,
  exploreAll,
  historyOf,
  labelsOf,
  once,
  planOf,
  read,
  runOnce,
  runsOf,
  scenarioOf,
  sleep,
  upTo,
  write,
  TESTED,
} from '../testing.ts';
import type { Exploration } from './explore.ts';
import { Random } from './policies/random.ts';
import { Strict } from './replay/strict.ts';
import { parseSchedule, scheduleOf } from './replay/schedule.ts';
import { turnsEngine } from './execution/turns-engine.ts';

const SEED = 42;

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
  upTo(1, 'lost-reply', { step: 'mysql.update' }),
);

/** Two or three actors, seldom more than a few thousand interleavings. */
const scenarios: fc.Arbitrary<Scenario> = fc
  .record({
    a: fc.array(operation, { minLength: 1, maxLength: 2 }),
    b: fc.array(operation, { minLength: 1, maxLength: 1 }),
    isOrdered: fc.boolean(),
    startMs: fc.constantFrom(0, 0, 10),
    warm: fc.boolean(),
    faults: fc.array(fault, { maxLength: 1 }),
  })
  .map(({ a, b, isOrdered, startMs, warm, faults }) => {
    const late: Partial<ActorPlan> = { operations: [read()], after: isOrdered ? ['a', 'b'] : ['a'], startMs };
    return scenarioOf({ actors: { a, b, late }, warm: warm ? ['item:1'] : [], faults });
  });

const settings = fc.record({ name: fc.constantFrom(...TESTED), scenario: scenarios, seed: fc.integer() });

/** Everything that an exploration found, but not in which order it looked. */
function findingsOf(exploration: Exploration): unknown {
  const { tally, isComplete } = exploration;
  return {
    isComplete,
    ...countsOf(exploration),
    shortest: ANOMALIES.map((anomaly) => tally.findings[anomaly].shortest?.schedule),
    reads: tally.reads,
    raced: tally.raced,
    problems: tally.listProblems(),
  };
}

describe('for any small scenario and any built-in strategy', () => {
  it('the same seed gives the same histories', async () => {
    await fc.assert(
      fc.asyncProperty(settings, async ({ name, scenario, seed }) => {
        const plan = planOf(name, scenario);
        const [once, again] = [await runsOf(plan, new Random(seed, 20)), await runsOf(plan, new Random(seed, 20))];
        expect(again.map(historyOf)).toEqual(once.map(historyOf));
      }),
      { seed: SEED, numRuns: 50 },
    );
  });

  it('replaying the schedule of a run gives the run', async () => {
    await fc.assert(
      fc.asyncProperty(settings, async ({ name, scenario, seed }) => {
        const plan = planOf(name, scenario);
        for (const run of await runsOf(plan, new Random(seed, 10))) {
          const replayed = await runOnce(plan, new Strict(parseSchedule(scheduleOf(run))));
          expect(historyOf(replayed)).toEqual(historyOf(run));
        }
      }),
      { seed: SEED, numRuns: 50 },
    );
  });

  it('no built-in strategy ever leaves a run without a verdict', async () => {
    await fc.assert(
      fc.asyncProperty(settings, async ({ name, scenario, seed }) => {
        for (const run of await runsOf(planOf(name, scenario), new Random(seed, 20))) expect(run.problem).toBeNull();
      }),
      { seed: SEED, numRuns: 50 },
    );
  });

  it('the exhaustive search executes every interleaving that a random one finds, and each only once', async () => {
    await fc.assert(
      fc.asyncProperty(settings, async ({ name, scenario, seed }) => {
        const plan = planOf(name, scenario);
        const schedules = (await runsOf(plan)).map(scheduleOf);
        const known = new Set(schedules);
        expect(known.size).toBe(schedules.length);
        for (const run of await runsOf(plan, new Random(seed, 50))) expect(known).toContain(scheduleOf(run));
      }),
      { seed: SEED, numRuns: 25 },
    );
  });

  it('two schedules are two step sequences', async () => {
    await fc.assert(
      fc.asyncProperty(settings, async ({ name, scenario }) => {
        const histories = (await runsOf(planOf(name, { ...scenario, faults: [] }))).map((run) =>
          labelsOf(run).join(' '),
        );
        expect(new Set(histories).size).toBe(histories.length);
      }),
      { seed: SEED, numRuns: 25 },
    );
  });
});

describe('with many runs in flight, answered in random turns', () => {
  const small = fc.record({
    name: fc.constantFrom<StrategyName>('cache-aside', 'delete-in-transaction', 'setnx-setex', 'lease'),
    actors: fc.constantFrom<Readonly<Record<string, readonly OperationPlan[]>>>(
      { reader: [read()], writer: [write('v2')] },
      { reader: [read(), read()], writer: [write('v2')] },
      { one: [write('v2')], two: [write('v3')] },
    ),
    faults: fc.constantFrom<readonly FaultPlan[]>([], [upTo(1, 'flush')], [once('crash')]),
    seed: fc.nat(),
  });

  it('the exhaustive search finds what it finds one at a time', async () => {
    await fc.assert(
      fc.asyncProperty(small, async ({ name, actors, faults, seed }) => {
        const plan = planOf(name, scenarioOf({ actors, faults }));
        const engine = turnsEngine(8, seed);
        const many = await exploreAll(plan, { engine });
        expect(findingsOf(many)).toEqual(findingsOf(await exploreAll(plan)));
        expect(engine.inFlightMost).toBeGreaterThan(1);
      }),
      { seed: SEED, numRuns: 12 },
    );
  });

  it('a random exploration finds what it finds one at a time', async () => {
    const plan = planOf('cache-aside', scenarioOf({ actors: { a: [read()], b: [read()], c: [write('v2')] } }));
    const many = await exploreAll(plan, { engine: turnsEngine(8, SEED), policy: new Random(SEED, 300) });
    const one = await exploreAll(plan, { policy: new Random(SEED, 300) });
    expect(findingsOf(many)).toEqual(findingsOf(one));
    expect(many.tally.rechecked).toBe(one.tally.rechecked);
  });

  it('an engine that fails ends the exploration with its error, also when others answer in the same turn', async () => {
    const plan = planOf('cache-aside', scenarioOf({ actors: { reader: [read()], writer: [write('v2')] } }));
    for (const seed of [1, 2, 3, 4, 5]) {
      const engine = turnsEngine(8, seed);
      let begun = 0;
      const failing = {
        ...engine,
        begin: async (setup: Parameters<typeof engine.begin>[0]) => {
          if (++begun === 20) throw new Error('the server is gone');
          return engine.begin(setup);
        },
      };
      const exploring = exploreAll(plan, { engine: failing, policy: new Random(seed, 100) });
      await expect(exploring).rejects.toThrow('the server is gone');
    }
  });
});

describe('the shortest exemplar', () => {
  it('is the same whatever was explored first', async () => {
    const plan = planOf('cache-aside', scenarioOf({ actors: { a: [read()], b: [read()], c: [write('v2')] } }));
    const shortest = ({ tally }: Exploration) => ANOMALIES.map((anomaly) => tally.findings[anomaly].shortest);
    const forwards = shortest(await exploreAll(plan));
    expect(forwards.filter((exemplar) => exemplar !== null).length).toBeGreaterThan(1);
    // A random search comes across all of them, in another order.
    const sampled = shortest(await exploreAll(plan, { policy: new Random(SEED, 20_000) }));
    expect(sampled.map((exemplar) => exemplar?.schedule)).toEqual(forwards.map((exemplar) => exemplar?.schedule));
  });
});
