/** The scenario of every benchmark: one key, a cold cache, one writer, and one reader or several. As scenarios/classic-race.yaml. */
import type { ActorPlan, OperationPlan, Scenario } from '../harness/scenario.ts';

export const KEY = 'item:1';
export const OLD_VALUE = 'v1';
export const NEW_VALUE = 'v2';

/** As the loader would give it: `schedules` of `seed`, chosen by the policy `random`. */
export function scenarioOf(seed: number, schedules: number, readers = 1): Scenario {
  return {
    name: 'benchmark',
    title: 'A reader fills a cold cache while a writer updates the row',
    description: '',
    tags: [],
    file: 'benchmarks/scenario.ts',
    rows: { [KEY]: OLD_VALUE },
    warm: [],
    nodes: 1,
    replicas: 0,
    pipeline: { kind: 'binlog' },
    actors: [
      ...Array.from({ length: readers }, (_, i) => ({
        ...actor(readers === 1 ? 'reader' : `reader${i + 1}`, { kind: 'read', key: KEY, node: 1 }),
        group: 'reader',
      })),
      actor('writer', { kind: 'write', key: KEY, value: NEW_VALUE, node: 1 }),
    ],
    faults: [],
    strategies: [],
    explore: {
      policy: 'random',
      reduction: 'none',
      symmetry: false,
      runs: schedules,
      timeMs: null,
      seed,
      maxSteps: 200,
      depth: 3,
      bound: null,
      schedule: [],
      steer: [],
    },
    expect: [],
  };
}

function actor(name: string, operation: OperationPlan): ActorPlan {
  return { name, group: name, after: [], startMs: 0, operations: [operation] };
}
