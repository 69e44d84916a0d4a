import { describe, expect, it } from 'vitest';
import { embeddedEngine } from '../engines/embedded/engine.ts';
import { execute } from '../exploration/execution/execute.ts';
import { SameChoices } from '../exploration/replay/known-choices.ts';
import { planOf, runsOf, scenarioOf, strategyOf, write } from '../testing.ts';
import type { Run } from './run.ts';
import type { RunPlan } from './plan.ts';
import type { Context } from '../../strategies/strategy.ts';

const ONE_WRITE = scenarioOf({ actors: { writer: [write('v2')] } });

function observedBy(read: (context: Context, key: string) => Promise<string | null>, maxSteps = 200): RunPlan {
  const scenario = scenarioOf({ actors: { writer: [write('v2')] }, explore: { maxSteps } });
  return planOf(
    strategyOf({ read, write: async ({ redis }, key, value) => void (await redis.set(key, value)) }),
    scenario,
  );
}

async function onlyRunOf(plan: RunPlan): Promise<Run> {
  const runs = await runsOf(plan);
  expect(runs).toHaveLength(1);
  return runs[0]!;
}

const historyOf = ({ steps }: Run): unknown[] =>
  steps.map(({ label, reply, state, at }) => ({ label, reply, state, at }));

describe('the observer, on an engine that answers at once', () => {
  it.each(['cache-aside', 'lease', 'versioned-set', 'double-delete'] as const)(
    'takes the steps under %s that it takes where each is chosen',
    async (name) => {
      const plan = planOf(name, ONE_WRITE);
      for (const run of await runsOf(plan)) {
        const chosen = await execute(plan, embeddedEngine, new SameChoices(run.indices), false);
        expect(historyOf(run)).toEqual(historyOf(chosen));
        expect(run.operations.at(-1)!.result).toBe(chosen.operations.at(-1)!.result);
      }
    },
  );

  it('is told what a store answers, also when that is an error', async () => {
    const run = await onlyRunOf(
      observedBy(async ({ redis }, key) => {
        const length = await redis.hlen(key).catch((error: Error) => error.message);
        return String(length).slice(0, 9);
      }),
    );
    expect(run.operations.at(-1)!.result).toBe('WRONGTYPE');
    expect(run.steps.at(-1)!.label).toBe('observer.redis.hlen');
  });

  it('sleeps in virtual time between its steps', async () => {
    const run = await onlyRunOf(
      observedBy(async ({ redis, clock }, key) => {
        await clock.sleep(50);
        return redis.get(key);
      }),
    );
    expect(run.steps.slice(-2).map(({ label }) => label)).toEqual(['observer.clock.sleep', 'observer.redis.get']);
    expect(run.steps.at(-1)!.at).toBe(50);
    expect(run.operations.at(-1)!.result).toBe('v2');
  });

  it('ends without a verdict when it goes on for ever', async () => {
    const plan = observedBy(async ({ redis }, key) => {
      for (;;) await redis.get(key);
    }, 20);
    expect((await onlyRunOf(plan)).problem).toMatchObject({ kind: 'step-limit' });
  });
});
