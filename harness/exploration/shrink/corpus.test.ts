import { beforeAll, describe, expect, it } from 'vitest';
import { embeddedEngine } from '../../engines/embedded/engine.ts';
import { inMacrotask } from '../../testing.ts';
import { executeNow } from '../execute.ts';
import { Exhaustive } from '../exhaustive.ts';
import { SameChoices } from '../replay.ts';
import type { Bug } from './fixtures/corpus.ts';
import { corpus, failingRun } from './fixtures/corpus.ts';
import { planAgain } from './candidate.ts';
import { isShown } from './laboratory.ts';
import type { Part } from './parts.ts';
import { keepOnly, partsOf } from './parts.ts';
import { reduceScenario } from './reduction.ts';
import type { Shrunk } from './shrink.ts';
import { shrink } from './shrink.ts';

const SEEDS = [1, 2, 3];
const REPLAYS_MAX = 50;

interface Size {
  readonly parts: number;
  readonly actors: number;
  readonly switches: number;
}

describe.each(corpus)('$name', (bug) => {
  let all: Shrunk[];

  beforeAll(async () => {
    all = [];
    for (const seed of SEEDS) {
      const { plan, anomaly } = bug;
      all.push(await shrink({ plan, engine: embeddedEngine, indices: await failingRun(bug, seed), anomaly }));
    }
  });

  it('is as small as the smallest that an exhaustive search finds', async () => {
    const smallest = await inMacrotask(() => smallestOf(bug));
    expect(all.map(sizeOf)).toEqual(SEEDS.map(() => smallest));
  });

  it(`takes at most ${REPLAYS_MAX} replays`, () => {
    expect(Math.max(...all.map(({ replays }) => replays))).toBeLessThanOrEqual(REPLAYS_MAX);
  });

  it('is the same whichever run it was found in', async () => {
    const schedules = new Set(all.map(({ schedule }) => schedule));
    if (!all.every(({ isCanonical }) => isCanonical)) {
      // Not all orders that would come first have been looked at: with more replays they are.
      schedules.clear();
      for (const seed of SEEDS) {
        const indices = await failingRun(bug, seed);
        const shrunk = await shrink({ ...bug, engine: embeddedEngine, indices, replaysMax: 1000 });
        expect(shrunk.isCanonical).toBe(true);
        schedules.add(shrunk.schedule);
      }
    }
    expect(schedules.size).toBe(1);
    for (const { plan } of all) expect(plan.scenario).toEqual(all[0]!.plan.scenario);
  });

  it('shows the anomaly when it is executed', async () => {
    for (const { plan, indices } of all) {
      const run = await inMacrotask(() => executeNow(plan, embeddedEngine, new SameChoices(indices), false));
      expect(isShown(run, bug.anomaly)).toBe(true);
    }
  });
});

function sizeOf({ plan: { scenario }, switches }: Shrunk): Size {
  const happened = scenario.faults.map(({ atMost }) => atMost);
  return { parts: partsOf(scenario, happened).length, actors: scenario.actors.length, switches };
}

/** Tries every part of the scenario in every order: first all of one part, then all of two, …. */
function smallestOf({ plan, anomaly }: Bug): Size {
  const { scenario } = plan;
  const parts = partsOf(
    scenario,
    scenario.faults.map(({ atMost }) => atMost),
  );
  const known = new Map<string, number>();
  for (let count = 1; count <= parts.length; count++) {
    let smallest: Size | null = null;
    for (const chosen of choose(parts, count)) {
      const reduced = reduceScenario(scenario, keepOnly(scenario, chosen));
      if (reduced.actors.length === 0) continue;
      const content = JSON.stringify([
        reduced.actors.map(({ after, operations }) => [after, operations]).sort(),
        reduced.faults,
      ]);
      const switches = known.get(content) ?? fewestSwitches({ plan: planAgain(plan, reduced), anomaly });
      known.set(content, switches);
      if (switches === Infinity) continue;
      const size = { parts: count, actors: reduced.actors.length, switches };
      if (smallest === null || compareSizes(size, smallest) < 0) smallest = size;
    }
    if (smallest !== null) return smallest;
  }
  throw new Error('no part of it shows the anomaly');
}

function compareSizes(one: Size, other: Size): number {
  return one.actors - other.actors || one.switches - other.switches;
}

/** Over all interleavings; Infinity where none shows it. */
function fewestSwitches({ plan, anomaly }: Pick<Bug, 'plan' | 'anomaly'>): number {
  const policy = new Exhaustive();
  let fewest = Infinity;
  for (let picker = policy.next(); picker !== null; picker = policy.next()) {
    const run = executeNow(plan, embeddedEngine, picker, false);
    policy.ended(picker);
    if (!isShown(run, anomaly)) continue;
    const switches = run.chosen.filter((actor, i) => i > 0 && actor !== run.chosen[i - 1]).length;
    fewest = Math.min(fewest, switches);
  }
  return fewest;
}

function choose(parts: readonly Part[], count: number): Part[][] {
  if (count === 0) return [[]];
  return parts.flatMap((part, i) => choose(parts.slice(i + 1), count - 1).map((rest) => [part, ...rest]));
}
