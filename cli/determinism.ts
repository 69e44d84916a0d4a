/** Does a schedule repeat on this machine? Runs seeds twice on each engine and compares every step. */
import type { Engine } from '../harness/engines/engine.ts';
import type { Engines } from '../harness/exploration/cell.ts';
import { firstDifference } from '../harness/exploration/execution/difference.ts';
import { execute } from '../harness/exploration/execution/execute.ts';
import { Random } from '../harness/exploration/policies/random.ts';
import type { SchedulePicker } from '../harness/exploration/policies/policy.ts';
import type { Scenario } from '../harness/scenario.ts';
import type { RunPlan } from '../harness/scheduler/plan.ts';
import { planRun } from '../harness/scheduler/plan.ts';
import { strategies } from '../strategies/registry.ts';

const SEEDS = 200;

/** Two readers and two writers with a binlog consumer: every kind of step. */
const SCENARIO: Scenario = {
  name: 'doctor',
  title: '',
  description: '',
  tags: [],
  file: 'doctor',
  rows: { 'item:1': 'v1' },
  warm: [],
  nodes: 1,
  replicas: 0,
  pipeline: { kind: 'binlog' },
  actors: ['reader1', 'reader2', 'writer1', 'writer2'].map((name) => ({
    name,
    group: name.slice(0, -1),
    after: [],
    startMs: 0,
    operations: [
      name.startsWith('reader')
        ? { kind: 'read' as const, key: 'item:1', node: 1 }
        : { kind: 'write' as const, key: 'item:1', value: name, node: 1 },
    ],
  })),
  faults: [],
  strategies: [],
  explore: {
    policy: 'random',
    reduction: 'none',
    symmetry: false,
    runs: SEEDS,
    timeMs: null,
    seed: 1,
    maxSteps: 200,
    depth: 3,
    bound: null,
    schedule: [],
    steer: [],
  },
  expect: [],
};

export async function checkDeterminism(engines: Engines): Promise<{ isRepeatable: boolean; detail: string }> {
  const strategy = strategies['setnx-setex-binlog'];
  const plan = planRun(SCENARIO, strategy.name, strategy, strategy.options!.parse({}));
  const targets = engines.on === 'twin' ? [engines.engine, engines.real] : [engines.engine];
  for (const engine of targets) {
    const difference = await firstUnrepeated(plan, engine);
    if (difference !== null) return { isRepeatable: false, detail: `${engine.kind}: ${difference}` };
  }
  const names = targets.map(({ kind }) => kind).join(' and ');
  return { isRepeatable: true, detail: `${SEEDS} schedules executed twice on ${names}: every step the same` };
}

async function firstUnrepeated(plan: RunPlan, engine: Engine): Promise<string | null> {
  const [pickers, again] = [pickersOf(), pickersOf()];
  const differences = await Promise.all(
    pickers.map(async (picker, seed) => {
      const run = await execute(plan, engine, picker, false);
      const difference = firstDifference(run, await execute(plan, engine, again[seed]!, false));
      return difference === null ? null : `seed ${seed}, ${difference}`;
    }),
  );
  return differences.find((difference) => difference !== null) ?? null;
}

function pickersOf(): SchedulePicker[] {
  const policy = new Random(SCENARIO.explore.seed, SEEDS);
  return Array.from({ length: SEEDS }, () => policy.next()!);
}
