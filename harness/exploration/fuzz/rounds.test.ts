import { describe, expect, it } from 'vitest';
import { embeddedEngine } from '../../engines/embedded/engine.ts';
import type { Scenario } from '../../scenario.ts';
import { planOf, read, scenarioOf, strategyOf, write } from '../../testing.ts';
import { Distillery } from '../failures/distil.ts';
import { policies } from '../policies/registry.ts';
import { explore } from '../explore.ts';
import type { Fuzzed, FuzzOptions } from './rounds.ts';
import { fuzz } from './rounds.ts';

const DEPTH = 5;

/** It breaks only when the reader looks at each of five flags while it is up: each look is a step that only such luck allows. */
const stairs = strategyOf({
  async read({ redis }) {
    for (let i = 0; i < DEPTH; i++) if ((await redis.get(`flag${i}`)) === null) return 'v1';
    return 'never written';
  },
  async write({ redis }) {
    for (let i = 0; i < DEPTH; i++) {
      await redis.set(`flag${i}`, 'up');
      await redis.del(`flag${i}`);
    }
  },
});

function optionsOf(
  strategy: Parameters<typeof planOf>[0],
  parts: Parameters<typeof scenarioOf>[0],
  explorePlan: Partial<Scenario['explore']>,
): FuzzOptions {
  const scenario = scenarioOf({ ...parts, explore: { policy: 'portfolio', ...explorePlan } });
  return {
    plan: planOf(strategy, scenario),
    engine: embeddedEngine,
    policy: policies[scenario.explore.policy](scenario.explore),
    maxRuns: scenario.explore.runs,
    sampleSize: 0,
    shouldStop: () => false,
    isOverTime: () => false,
    helpersFor: () => undefined,
    onObserved: () => {},
    isEnough: async () => false,
  };
}

const CROWD = { actors: { reader: [read()], reader2: [read()], writer: [write('v2')], writer2: [write('v3')] } };

describe('fuzzing in rounds', () => {
  it('executes exactly as many schedules as it may', async () => {
    const { tally } = await fuzz(optionsOf('cache-aside', CROWD, { runs: 1000, seed: 1 }));
    expect(tally.executed).toBe(1000);
    expect(Object.values(tally.arms).reduce((sum, { executed }) => sum + executed, 0)).toBe(1000);
    expect(tally.arms['guided']?.executed).toBeGreaterThan(100);
  });

  it('does the same again for the same seed, and something else for another', async () => {
    const seen = async (seed: number): Promise<unknown> => {
      const { tally, observations } = await fuzz(optionsOf('cache-aside', CROWD, { runs: 600, seed }));
      return [tally, observations.toData()];
    };
    expect(await seen(1)).toEqual(await seen(1));
    expect(await seen(1)).not.toEqual(await seen(2));
  });

  it('counts a search once, without neighbours', async () => {
    const options = optionsOf(
      'cache-aside',
      { actors: { reader: [read()], writer: [write('v2')] } },
      { policy: 'bounded', runs: null },
    );
    const { tally } = await fuzz(options);
    expect(tally.executed).toBe(10);
  });

  it('ends after the round in which enough was found', async () => {
    const options = optionsOf('cache-aside', CROWD, { runs: 100_000, seed: 1 });
    const { tally, observations } = await fuzz({
      ...options,
      isEnough: async ({ failures }) => failures.failing > 0,
    });
    expect(observations.failures.failing).toBeGreaterThan(0);
    expect(tally.executed).toBe(256);
  });

  it('climbs by hand-offs to a failure that its policy alone seldom reaches', async () => {
    const parts = { actors: { reader: [read()], writer: [write('v2')], other: [read()] } };
    const found = { alone: 0, guided: 0 };
    for (const seed of [1, 2, 3]) {
      const options = optionsOf(stairs, parts, { policy: 'random', runs: 6000, seed });
      const alone = await explore(options);
      if (alone.tally.findings['dirty-read'].schedules > 0) found.alone++;
      const { observations } = await fuzz(options);
      if (observations.failures.kinds.some(({ foundBy }) => foundBy === 'guided')) found.guided++;
    }
    expect(found).toEqual({ alone: 1, guided: 3 });
  });
});

describe('distinct failures', () => {
  const distil = ({ observations }: Fuzzed, options: FuzzOptions) =>
    new Distillery(options.plan, options.engine).distil(observations.failures.kinds);

  it('are few, however many schedules fail and in how many ways', async () => {
    const options = optionsOf('cache-aside', CROWD, { runs: 3000, seed: 1 });
    const fuzzed = await fuzz(options);
    const failures = await distil(fuzzed, options);
    const { failing } = fuzzed.observations.failures;
    expect(failing).toBeGreaterThan(400);
    expect(failures.map(({ anomaly }) => anomaly).toSorted()).toEqual(['stale-at-rest', 'stale-read']);
    expect(failures.reduce((sum, { schedules }) => sum + schedules, 0)).toBe(failing);
  });

  it('have the same fingerprints for every seed, and in a larger scenario', async () => {
    const fingerprintsOf = async (parts: Parameters<typeof scenarioOf>[0], seed: number): Promise<string[]> => {
      const options = optionsOf('cache-aside', parts, { runs: 1000, seed });
      const failures = await distil(await fuzz(options), options);
      return failures.map(({ minimal }) => minimal.fingerprint).toSorted();
    };
    const larger = { actors: { ...CROWD.actors, third: [read()], a: [write('v4')] } };
    const expected = await fingerprintsOf(CROWD, 1);
    expect(await fingerprintsOf(CROWD, 2)).toEqual(expected);
    expect(await fingerprintsOf(larger, 3)).toEqual(expected);
  });

  it('are no failures where the scenario allows them', async () => {
    const expectation = { strategy: 'all', is: 'possible', line: 1 } as const;
    const parts = {
      ...CROWD,
      expect: [
        { ...expectation, anomaly: 'stale-at-rest' as const },
        { ...expectation, anomaly: 'stale-read' as const, strategy: 'other' },
      ],
    };
    const options = optionsOf('cache-aside', parts, { runs: 1000, seed: 1 });
    const failures = await distil(await fuzz(options), options);
    expect(failures.map(({ anomaly }) => anomaly)).toEqual(['stale-read']);
  });
});
