/** What `tsc` makes of scenarios and matchers: every line that must not compile is expected not to. */
import { describe, expect, expectTypeOf, it } from 'vitest';
import {
  type Anomaly,
  defineStrategy,
  type Exploration,
  type ExploreOptions,
  type Scenario,
  type Verdict,
  z,
} from '../index.ts';
import './vitest.ts';

const base: Scenario = { name: 'race', actors: { reader: { count: 2, steps: [{ read: 'item:1' }] } } };

describe('the types of a scenario', () => {
  it('are those of a scenario file', () => {
    const full: Scenario = {
      ...base,
      version: 1,
      topology: { nodes: 2 },
      faults: [{ kind: 'flush', max: 1 }],
      strategies: ['lease', { use: './mine.ts', as: 'mine', with: { ttl: '5s' } }],
      explore: { policy: 'urw', runs: 100, seed: 7 },
      expect: [{ strategy: 'all', anomaly: 'dirty-read', is: 'never' }],
    };
    expect(full.name).toBe('race');
    // Constants are read-only all the way down.
    const frozen = { name: 'race', warm: ['item:1'], actors: { reader: { steps: [{ read: 'item:1' }] } } } as const;
    expectTypeOf(frozen).toExtend<Scenario>();
  });

  it('refuse what a file could not hold', () => {
    const wrong: Scenario[] = [
      // @ts-expect-error a key that there is not
      { ...base, actorz: {} },
      // @ts-expect-error a step that there is not
      { ...base, actors: { reader: { steps: [{ reed: 'item:1' }] } } },
      // @ts-expect-error a policy that there is not
      { ...base, explore: { policy: 'lucky' } },
      // @ts-expect-error an anomaly that there is not
      { ...base, expect: [{ strategy: 'all', anomaly: 'stale', is: 'never' }] },
      // @ts-expect-error a duration without a unit
      { ...base, actors: { reader: { steps: [{ sleep: 50 }] } } },
    ];
    expect(wrong).toHaveLength(5);
  });
});

describe('the types of an exploration', () => {
  it('take a strategy in each of its forms', () => {
    const mine = defineStrategy({
      name: 'mine',
      title: 'Mine',
      options: z.strictObject({ retries: z.number() }),
      create: ({ retries }) => ({ read: async () => String(retries), write: async () => {} }),
    });
    const forms: ExploreOptions['strategy'][] = ['lease', './mine.ts', mine, { use: mine, with: { retries: 2 } }];
    expect(forms).toHaveLength(4);
    // @ts-expect-error an engine that there is not
    const wrong: ExploreOptions = { scenario: base, on: 'moon' };
    expect(wrong.on).toBe('moon');
  });

  it('give a verdict, and matchers of their own', () => {
    expectTypeOf<Exploration['verdict']>().toEqualTypeOf<Verdict>();
    expectTypeOf<Exploration['never']>().parameter(0).toEqualTypeOf<Anomaly>();
    const claims = (exploration: Exploration): void => {
      expect(exploration).toNeverServeStale();
      expect(exploration).not.toNever('lost-update');
      // @ts-expect-error an anomaly that there is not
      expect(exploration).toNever('stale');
    };
    expect(claims).toBeTypeOf('function');
  });
});
