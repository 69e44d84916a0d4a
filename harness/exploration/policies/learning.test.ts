import { describe, expect, it } from 'vitest';
import { exploreAll, planOf, read, runsOf, scenarioOf, write } from '../../testing.ts';
import type { DivisiblePolicy } from './policy.ts';
import { policies } from './registry.ts';
import { scheduleOf } from '../replay/schedule.ts';
import { turnsEngine } from '../execution/turns-engine.ts';

const actors = { reader: [read(), read()], other: [read()], writer: [write('v2')] };
const RUNS = 60;

describe.each(['urw', 'pct', 'pos'] as const)('%s', (name) => {
  const plan = planOf('cache-aside', scenarioOf({ actors, explore: { policy: name, runs: RUNS, seed: 7 } }));
  const policy = (): DivisiblePolicy => policies[name](plan.scenario.explore);

  /** The schedules with these numbers, executed by one who has seen nothing else. */
  async function schedulesFrom(from: number, to: number): Promise<string[]> {
    const restricted = policy();
    restricted.restrictTo({ kind: 'numbers', from, to });
    const foreign: boolean[] = [];
    const next = restricted.next.bind(restricted);
    restricted.next = () => {
      const picker = next();
      if (picker !== null) foreign.push(picker.isForeign === true);
      return picker;
    };
    const runs = await runsOf(plan, restricted);
    return runs.filter((_, i) => !foreign[i]).map(scheduleOf);
  }

  it('makes schedule n from the seed and n, wherever it is begun', async () => {
    const all = (await runsOf(plan, policy())).map(scheduleOf);
    expect(all).toHaveLength(RUNS);
    expect(new Set(all).size).toBeGreaterThan(10);
    for (const [from, to] of [
      [0, 5],
      [3, 9],
      [15, 20],
      [40, RUNS],
    ] as const) {
      expect(await schedulesFrom(from, to), `${from} to ${to}`).toEqual(all.slice(from, to));
    }
  });

  it('makes other schedules from another seed', async () => {
    const other = policies[name]({ ...plan.scenario.explore, seed: 8 });
    expect((await runsOf(plan, other)).map(scheduleOf)).not.toEqual((await runsOf(plan, policy())).map(scheduleOf));
  });

  it('finds the same whatever is in flight', async () => {
    const explored = async (engine: object) => {
      const { tally, sample } = await exploreAll(plan, {
        policy: policy(),
        maxRuns: RUNS,
        sampleSize: RUNS,
        ...engine,
      });
      return { findings: tally.findings, schedules: sample.schedules };
    };
    const alone = await explored({});
    for (const concurrency of [2, 32]) {
      expect(await explored({ engine: turnsEngine(concurrency, 1) })).toEqual(alone);
    }
  });
});
