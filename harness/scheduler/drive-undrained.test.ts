import { describe, expect, it } from 'vitest';
import { strategies } from '../../strategies/registry.ts';
import { loadFolder } from '../../strategies/testing/library.ts';
import { embeddedEngine } from '../engines/embedded/engine.ts';
import type { EngineRun } from '../engines/engine.ts';
import { execute } from '../exploration/execution/execute.ts';
import { RandomPicker } from '../exploration/policies/random.ts';
import type { SchedulePicker } from '../exploration/policies/policy.ts';
import { Pinned } from '../exploration/replay/known-choices.ts';
import { historyOf, planOf, read, scenarioOf, strategyOf, write } from '../testing.ts';
import { driveUndrained } from './drive-undrained.ts';
import { installGuard } from './guard.ts';
import { type RunPlan, setupOf } from './plan.ts';
import { Run } from './run.ts';

const SCHEDULES = 5;

/** As where nothing can be drained on demand: `process._tickCallback` does nothing inside a microtask. */
async function runUndrained(plan: RunPlan, picker: SchedulePicker): Promise<Run> {
  installGuard();
  const time = { now: 0 };
  const run = new Run(plan, embeddedEngine.begin(setupOf(plan, time)) as EngineRun, time, true);
  picker.attach?.(run);
  await driveUndrained(run, picker);
  return run;
}

describe('a run that is driven by turns of the event loop', () => {
  it.each(['', 'standard', 'patterns', 'anomalies'])(
    'has the history of one that is drained: scenarios/%s',
    async (folder) => {
      let steps = 0;
      for (const scenario of await loadFolder(folder)) {
        for (const { use, with: options } of scenario.strategies.filter(({ use: name }) => name in strategies)) {
          const plan = planOf(use as keyof typeof strategies, scenario, options);
          for (let number = 0; number < SCHEDULES; number++) {
            const drained = await execute(plan, embeddedEngine, new RandomPicker(scenario.explore.seed, number), true);
            const undrained = await runUndrained(plan, new RandomPicker(scenario.explore.seed, number));
            expect(historyOf(undrained), `${scenario.name} × ${use}, schedule ${number}`).toEqual(historyOf(drained));
            expect(undrained.indices).toEqual(drained.indices);
            steps += undrained.steps.length;
          }
        }
      }
      expect(steps).toBeGreaterThan(1000);
    },
  );

  it('waits for a thousand awaits, and for setImmediate, as for one', async () => {
    const slow = strategyOf({
      async read({ redis }, key) {
        for (let i = 0; i < 1000; i++) await null;
        await new Promise((resolve) => setImmediate(resolve));
        return redis.get(key);
      },
      async write({ redis }, key, value) {
        await redis.set(key, value);
      },
    });
    const plan = planOf(slow, scenarioOf({ actors: { reader: [read()], writer: [write('v2')] } }));
    const run = await runUndrained(plan, new Pinned(['reader.redis.get', 'writer.redis.set']));
    expect(run.problem).toBeNull();
    expect(run.operations[0]!.result).toBeNull();
  });

  it('ends a run whose code polls for ever', async () => {
    const polling = strategyOf({
      read: () =>
        new Promise(() => {
          const again = (): void => void setImmediate(again);
          again();
        }),
    });
    const run = await runUndrained(
      planOf(polling, scenarioOf({ actors: { reader: [read()] } })),
      new Pinned(['reader.redis.get']),
    );
    expect(run.problem?.message).toMatch(/called setImmediate 10000 times/);
  });
});
