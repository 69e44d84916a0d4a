/**
 * The canary: a planted bug that every policy must find. A policy that is entered in the registry is tried here by itself;
 * if it does not find the bug, or finds one where there is none, nothing that it says can be believed.
 */
import { describe, expect, it } from 'vitest';
import type { ExplorePlan } from '../../scenario.ts';
import { REDUCTIONS } from '../../scenario.ts';
import { exploreAll, planOf, read, scenarioOf, strategyOf, write } from '../../testing.ts';
import { policies } from './registry.ts';

/** Each policy finds it within so many schedules, whatever the seed. */
const BUDGET = 400;
const SEEDS = [1, 2, 3];

/** A fill must not overwrite what a writer has stored meanwhile: `NX` forbids it, and the planted bug forgets it. */
const cacheOf = (isMended: boolean) =>
  strategyOf({
    async read({ redis, mysql }, key) {
      const cached = await redis.get(key);
      if (cached !== null) return cached;
      const [rows] = await mysql.query('SELECT value FROM items WHERE id = 1');
      const { value } = (rows as unknown as [{ value: string }])[0];
      if (isMended) await redis.set(key, value, 'NX');
      else await redis.set(key, value);
      return value;
    },
    async write({ redis, mysql }, key, value) {
      await mysql.query('UPDATE items SET value = ?, version = version + 1 WHERE id = 1', [value]);
      await redis.set(key, value);
    },
  });

const actors = { reader1: [read()], reader2: [read()], writer: [write('v2')] };

type PolicyName = keyof typeof policies;

async function explored(policy: PolicyName, isMended: boolean, explore: Partial<ExplorePlan>) {
  const scenario = scenarioOf({ actors, explore: { policy, runs: BUDGET, ...explore } });
  const plan = planOf(cacheOf(isMended), scenario);
  const { tally } = await exploreAll(plan, { policy: policies[policy](scenario.explore), maxRuns: BUDGET });
  expect(tally.listProblems()).toEqual([]);
  return { raced: tally.raced, stale: tally.findings['stale-at-rest'].schedules };
}

/** A pinned schedule is chosen by the user, and finds what the user has pinned; a load has no schedules to choose. */
const NAMES = (Object.keys(policies) as PolicyName[]).filter((name) => name !== 'pinned' && name !== 'timed');
const CASES = NAMES.flatMap((name): [PolicyName, Partial<ExplorePlan>][] =>
  name === 'exhaustive' ? REDUCTIONS.map((reduction) => [name, { reduction }]) : [[name, {}]],
);

describe.each(CASES)('the policy %s %j', (name, options) => {
  it.each(SEEDS)(`finds the planted bug within ${BUDGET} schedules of seed %i`, async (seed) => {
    expect((await explored(name, false, { ...options, seed })).stale).toBeGreaterThan(0);
  });

  it('finds nothing when it is mended', async () => {
    const { raced, stale } = await explored(name, true, { ...options, seed: 1 });
    expect(raced).toBeGreaterThan(0);
    expect(stale).toBe(0);
  });
});

describe('the planted bug', () => {
  it('is not found by one who never interrupts an actor', async () => {
    expect((await explored('bounded', false, { bound: 0 })).stale).toBe(0);
  });
});
