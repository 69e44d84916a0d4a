/** The scenario of every benchmark: one key, a cold cache, one reader and one writer. As scenarios/classic-race.yaml. */
import type { ActorPlan, OperationPlan, Scenario } from '../harness/scenario.ts';
import type { RunPlan } from '../harness/scheduler/plan.ts';
import { planRun } from '../harness/scheduler/plan.ts';
import type { Strategy } from '../strategies/strategy.ts';

export const KEY = 'item:1';
export const OLD_VALUE = 'v1';
export const NEW_VALUE = 'v2';

const scenario: Scenario = {
  name: 'benchmark',
  title: 'A reader fills a cold cache while a writer updates the row',
  description: '',
  tags: [],
  file: 'benchmarks/scenario.ts',
  rows: { [KEY]: OLD_VALUE },
  warm: [],
  nodes: 1,
  actors: [
    actor('reader', { kind: 'read', key: KEY, node: 1 }),
    actor('writer', { kind: 'write', key: KEY, value: NEW_VALUE, node: 1 }),
  ],
  faults: [],
  strategies: [],
  explore: { policy: 'random', runs: null, timeMs: null, seed: 1, maxSteps: 200, schedule: [], steer: [] },
  expect: [],
};

/** The plan of `stalemate run` for this scenario under `strategy`, with its default options. */
export function planOf(strategy: Strategy): RunPlan {
  return planRun(scenario, strategy.name, strategy, strategy.options?.parse({}) ?? {});
}

function actor(name: string, operation: OperationPlan): ActorPlan {
  return { name, group: name, after: [], startMs: 0, operations: [operation] };
}
