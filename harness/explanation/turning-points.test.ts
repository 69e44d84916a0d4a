import { describe, expect, it } from 'vitest';
import { strategies } from '../../strategies/registry.ts';
import { embeddedEngine } from '../engines/embedded/engine.ts';
import type { Scenario } from '../scenario.ts';
import { exploreAll, KEY, planOf, read, scenarioOf, upTo, write } from '../testing.ts';
import { pointOfNoReturn } from './point-of-no-return.ts';
import type { TurningPoints } from './turning-points.ts';
import { turningPointsOf } from './turning-points.ts';

const race = scenarioOf({ actors: { reader: [read()], writer: [write('v2')] } });

/** Of the shortest schedule that is stale at rest. */
async function explained(strategy: keyof typeof strategies, scenario: Scenario = race): Promise<TurningPoints> {
  const plan = planOf(strategy, scenario);
  const { indices } = (await exploreAll(plan)).tally.findings['stale-at-rest'].shortest!;
  return turningPointsOf({ plan, engine: embeddedEngine, anomaly: 'stale-at-rest', indices });
}

/** `1/10` for each prefix. */
function countsOf({ pointOfNoReturn: point }: TurningPoints): string[] {
  return point!.curve.map(({ share, completions }) => `${Math.round(share * completions)}/${completions}`);
}

describe('the point of no return', () => {
  it('counts the completions of each prefix, which anyone can check by hand', async () => {
    const found = await explained('cache-aside');
    expect(countsOf(found)).toEqual(['1/10', '1/6', '1/3', '1/2', '1/1', '1/1']);
    expect(found.pointOfNoReturn).toMatchObject({ step: 4 });
    expect(found.pointOfNoReturn!.curve.every(({ isExact }) => isExact)).toBe(true);
  });

  it.each([
    ['delete-first', '6/10', 3],
    ['set-first', '4/8', 3],
    ['double-delete', '3/20', 5],
    ['delete-in-transaction', '12/20', 4],
  ] as const)('of %s begins with %s and is after step %i', async (strategy, all, step) => {
    const found = await explained(strategy);
    expect(countsOf(found)[0]).toBe(all);
    expect(found.pointOfNoReturn!.step).toBe(step);
  });

  it('is the crash, when a writer dies before it deletes', async () => {
    const scenario = scenarioOf({
      actors: { writer: [write('v2')] },
      warm: [KEY],
      faults: [upTo(1, 'crash', { actor: 'writer' })],
    });
    const found = await explained('cache-aside', scenario);
    expect(countsOf(found)).toEqual(['1/2', '1/2', '1/1']);
    expect(found.pointOfNoReturn!.step).toBe(2);
  });

  it('is estimated where there are too many completions, the same each time, and says so', async () => {
    const plan = planOf('cache-aside', race);
    const run = { indices: [0, 0, 1, 1, 0], widths: [2, 2, 2, 2, 1], steps: [0, 1, 2, 3, 4] };
    const estimate = () =>
      pointOfNoReturn(run, { plan, engine: embeddedEngine, anomaly: 'stale-at-rest', exactMax: 3, samples: 200 });
    const { step, curve } = await estimate();
    expect(curve.map(({ isExact }) => isExact)).toEqual([false, false, false, true, true, true]);
    expect(curve[0]).toMatchObject({ completions: 200 });
    expect(curve[0]!.share).toBeGreaterThan(0);
    expect(curve[0]!.share).toBeLessThan(0.5);
    expect(step).toBe(4);
    expect(await estimate()).toEqual({ step, curve });
  });
});

describe('flip pairs', () => {
  it('are the two orders that the classic race needs', async () => {
    expect((await explained('cache-aside')).flips).toEqual([
      { first: 2, second: 3 },
      { first: 4, second: 5 },
    ]);
  });

  it('may have independent steps between them', async () => {
    // The reader's SELECT against the COMMIT; between them the writer's UPDATE, which nobody sees, and its DEL.
    expect((await explained('delete-in-transaction')).flips).toEqual([
      { first: 2, second: 5 },
      { first: 4, second: 6 },
    ]);
  });

  it('are not there in a run that does not show the anomaly', async () => {
    const plan = planOf('cache-aside', race);
    const indices = [0, 0, 0, 0, 0];
    expect(await turningPointsOf({ plan, engine: embeddedEngine, anomaly: 'stale-at-rest', indices })).toEqual({});
  });
});
