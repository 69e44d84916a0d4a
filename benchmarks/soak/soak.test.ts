import { describe, expect, test } from 'vitest';
import { embeddedEngine } from '../../harness/engines/embedded/engine.ts';
import { openRealEngine } from '../../harness/engines/real/engine.ts';
import { sqlStep } from '../../harness/engines/real/testing.ts';
import { describeReal } from '../../infra/testing.ts';
import { strategies } from '../../strategies/registry.ts';
import { EXPLAINED } from './explained.ts';
import { mixture } from './mixture.ts';
import { soak } from './soak.ts';

const STEPS = 1200;

describeReal('the engines do the same', (servers) => {
  test('in scenarios by chance, but for what the list explains', async () => {
    const real = await openRealEngine(servers, { concurrency: 16 });
    try {
      const all = { ...strategies, mixture };
      const result = await soak({
        embedded: embeddedEngine,
        real,
        strategies: all,
        seed: 7,
        steps: STEPS,
        scenarios: 2,
        schedules: 2,
      });
      expect(result.differences.filter(({ explanation }) => explanation === null)).toEqual([]);
      expect(result.steps).toBeGreaterThanOrEqual(STEPS);
      expect(result.differing).toBeLessThanOrEqual(STEPS / 100);
    } finally {
      await real.close();
    }
  });

  test.each(Object.entries(EXPLAINED).flatMap(([name, { shownBy }]) => (shownBy ? [[name, shownBy] as const] : [])))(
    'but still not in what "%s" explains',
    async (_, statements) => {
      const real = await openRealEngine(servers, { concurrency: 1 });
      const rows = [1, 2, 3].map((id) => ({ id, value: 'v1', version: 1 }));
      try {
        const states = await Promise.all(
          [embeddedEngine, real].map(async (engine) => {
            const run = await engine.begin({ rows, time: { now: 0 }, wantsChanges: false });
            const steps = statements.map(([session, sql]) => sqlStep(session, sql));
            for (const step of steps) await run.execute(step);
            const states = steps.map(({ state }) => state);
            await run.end();
            return states.join(' ');
          }),
        );
        expect(states).toEqual(['done done done', 'done done blocked']);
      } finally {
        await real.close();
      }
    },
  );
});

describe('the list of explanations', () => {
  test('has a reason for each', () => {
    for (const { because } of Object.values(EXPLAINED)) expect(because.length).toBeGreaterThan(50);
  });
});
