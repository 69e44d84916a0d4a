import { describe, expect, it } from 'vitest';
import type { RunPlan } from '../../scheduler/plan.ts';
import { planOf, read, runsOf, scenarioOf, strategyOf, write } from '../../testing.ts';
import type { Policy } from './policy.ts';
import { policies } from './registry.ts';
import { scheduleOf } from '../replay/schedule.ts';

const SCHEDULES = 4000;

/** How far the schedules are from being equally often: chi-square over all interleavings. */
async function unevenness(plan: RunPlan, policy: Policy): Promise<{ interleavings: number; chiSquare: number }> {
  const all = new Set((await runsOf(plan)).map(scheduleOf));
  const counts = new Map<string, number>([...all].map((schedule) => [schedule, 0]));
  for (const run of await runsOf(plan, policy)) counts.set(scheduleOf(run), counts.get(scheduleOf(run))! + 1);
  const expected = SCHEDULES / all.size;
  const chiSquare = [...counts.values()].reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
  return { interleavings: all.size, chiSquare };
}

/** Two steps for a read and three for a write, whatever the order. */
const steady = strategyOf({
  async read({ redis }, key) {
    await redis.get(key);
    return redis.get(key);
  },
  async write({ redis }, key, value) {
    await redis.del(key);
    await redis.set(key, value);
    await redis.del(key);
  },
});

const explore = { runs: SCHEDULES, seed: 42 };
const twoActors = planOf(steady, scenarioOf({ actors: { reader: [read()], writer: [write('v2')] }, explore }));
const threeActors = planOf(
  steady,
  scenarioOf({ actors: { reader: [read(), read()], other: [read()], writer: [write('v2')] }, explore }),
);

describe('the uniform random walk', () => {
  it.each([
    ['two actors', twoActors, 10, 27.9],
    ['three actors, one of which reads twice', threeActors, 1260, 1417],
  ])('gives each interleaving of %s the same chance', async (_, plan, interleavings, chiSquareMax) => {
    const seen = await unevenness(plan, policies.urw(plan.scenario.explore));
    expect(seen.interleavings).toBe(interleavings);
    // One sample in a thousand from a fair die is further off than this.
    expect(seen.chiSquare).toBeLessThan(chiSquareMax);
  });

  it('does what giving each actor the same chance does not', async () => {
    expect((await unevenness(twoActors, policies.random(twoActors.scenario.explore))).chiSquare).toBeGreaterThan(200);
  });
});
