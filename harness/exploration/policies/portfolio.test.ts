import { describe, expect, it } from 'vitest';
import type { Scenario } from '../../scenario.ts';
import { exploreAll, planOf, read, scenarioOf, write } from '../../testing.ts';
import { portfolioOf } from '../verdict/arms.ts';
import type { Policy } from './policy.ts';
import { numbersOf } from '../division/shard.ts';
import { Tally } from '../verdict/tally.ts';
import { turnsEngine } from '../execution/turns-engine.ts';
import { noLessons } from './lessons.ts';
import { ARMS, Portfolio } from './portfolio.ts';

const small = scenarioOf({ actors: { reader: [read()], writer: [write('v2')] } });
const large = scenarioOf({
  actors: {
    ...Object.fromEntries([1, 2, 3, 4].map((n) => [`reader${n}`, { group: 'reader', operations: [read()] }])),
    writer: [write('v2'), write('v3')],
  },
});

async function explored(scenario: Scenario, policy: Policy, options: object = {}) {
  const { tally, sample } = await exploreAll(planOf('cache-aside', scenario), { policy, sampleSize: 500, ...options });
  return { tally, arms: portfolioOf(tally.arms)!, schedules: sample.schedules };
}

const sum = (counts: readonly number[]): number => counts.reduce((total, count) => total + count, 0);

describe('a portfolio', () => {
  it('spends its budget to the last schedule, and says who spent what', async () => {
    for (const [scenario, runs] of [[small, 7] as const, [small, 400] as const, [large, 400] as const]) {
      const { tally, arms } = await explored(scenario, new Portfolio(42, runs));
      expect(tally.executed).toBe(runs);
      expect(arms.map(({ arm }) => arm)).toEqual(ARMS);
      expect(sum(arms.map(({ executed }) => executed))).toBe(runs);
      const { schedules } = tally.findings['stale-at-rest'];
      expect(sum(arms.map(({ found }) => found['stale-at-rest'] ?? 0))).toBe(schedules);
    }
  });

  it('lets every arm work, and gives what a search has not used to the others', async () => {
    const { arms } = await explored(large, new Portfolio(42, 400));
    for (const { arm, executed } of arms) expect(executed, arm).toBeGreaterThanOrEqual(arm === 'sequential' ? 2 : 40);
    const ofSmall = (await explored(small, new Portfolio(42, 400))).arms;
    // Of the ten interleavings two have no pre-emption, and one, in which they take turns, has three.
    expect(ofSmall.slice(0, 2).map(({ executed }) => executed)).toEqual([2, 7]);
  });

  it('names the arm that found an anomaly first', async () => {
    const { arms, tally } = await explored(small, new Portfolio(42, 400));
    expect(tally.findings['stale-at-rest'].schedules).toBeGreaterThan(0);
    expect(arms.filter(({ first }) => first.includes('stale-at-rest'))).toHaveLength(1);
  });

  it('finds the same each time, and whatever is in flight', async () => {
    const alone = await explored(large, new Portfolio(42, 200));
    expect(await explored(large, new Portfolio(42, 200))).toEqual(alone);
    expect(await explored(large, new Portfolio(42, 200), { engine: turnsEngine(8, 1) })).toEqual(alone);
    expect((await explored(large, new Portfolio(43, 200))).schedules).not.toEqual(alone.schedules);
  });

  it('is the sum of its shards', async () => {
    for (const scenario of [small, large]) {
      const whole = await explored(scenario, new Portfolio(42, 200));
      const total = new Tally();
      for (const index of [1, 2, 3]) {
        const policy = new Portfolio(42, 200);
        policy.restrictTo(numbersOf({ index, count: 3 }, 200));
        total.merge((await explored(scenario, policy)).tally);
      }
      expect(total.executed).toBe(200);
      expect(total.findings).toEqual(whole.tally.findings);
      expect(portfolioOf(total.arms)).toEqual(whole.arms);
    }
  });

  it('gives each schedule a place of its own among all', () => {
    const portfolio = new Portfolio(42, 400);
    const numbers = new Set<number>();
    // Nothing is executed here: the lessons have been learned elsewhere, and the search is not asked.
    portfolio.restrictTo({ kind: 'numbers', from: 0, to: 400, lessons: noLessons() });
    for (let picker = portfolio.next(); picker !== null; picker = portfolio.next()) numbers.add(picker.number);
    // Those from 300 on stand in for the search's, which are 0, 4, 8 …
    expect([...numbers].toSorted((one, other) => one - other)).toEqual(Array.from({ length: 400 }, (_, n) => n));
  });

  it('goes on for as long as it is asked to', async () => {
    const { tally } = await explored(small, new Portfolio(42, Infinity), { maxRuns: 300 });
    expect(tally.executed).toBe(300);
  });
});
