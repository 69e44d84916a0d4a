/** Executes the schedules of every case, or a shard of them, and gives a digest of each history. */
import { embeddedEngine } from '../../harness/engines/embedded/engine.ts';
import { executeNow } from '../../harness/exploration/execution/execute.ts';
import { inMacrotask } from '../../harness/exploration/execution/macrotask.ts';
import { policies } from '../../harness/exploration/policies/registry.ts';
import { digestOf } from '../../harness/exploration/replay/digest.ts';
import type { Shard } from '../../harness/exploration/division/shard.ts';
import { partOfPolicy } from '../../harness/exploration/division/shard.ts';
import { installGuard } from '../../harness/scheduler/guard.ts';
import type { RunPlan } from '../../harness/scheduler/plan.ts';
import type { Run } from '../../harness/scheduler/run.ts';
import { cases, planOf } from './cases.ts';

export interface Histories {
  /** By case and number of the schedule. */
  readonly digests: Readonly<Record<string, string>>;
  readonly steps: number;
}

export async function historiesOf(shard: Shard): Promise<Histories> {
  installGuard();
  const digests: Record<string, string> = {};
  let steps = 0;
  for (const [name, one] of Object.entries(cases)) {
    const runs = await inMacrotask(() => runsOf(planOf(one), shard));
    for (const [number, run] of runs) {
      digests[`${name} ${number}`] = digestOf(historyOf(run));
      steps += run.steps.length;
    }
  }
  return { digests, steps };
}

function runsOf(plan: RunPlan, shard: Shard): Map<number, Run> {
  const { explore } = plan.scenario;
  const policy = partOfPolicy(policies[explore.policy](explore), shard, explore.runs);
  const runs = new Map<number, Run>();
  for (let picker = policy.next(); picker !== null; picker = policy.next()) {
    const run = executeNow(plan, embeddedEngine, picker, false);
    policy.ended(picker as never);
    if (picker.isForeign !== true) runs.set(picker.number, run);
  }
  return runs;
}

/** Everything that can be seen of a run: who did what when, what was answered, who waited, what could have been chosen. */
function historyOf({ steps, operations, choices, problem }: Run): unknown {
  return {
    steps: steps.map(({ label, state, reply, at, waitedFor, grantedAt }) => [
      label,
      state,
      reply,
      at,
      waitedFor,
      grantedAt,
    ]),
    operations: operations.map(({ actor, kind, result, invokedAt, respondedAt, error }) => [
      actor.name,
      kind,
      result,
      invokedAt,
      respondedAt,
      error === undefined ? null : String(error),
    ]),
    widths: choices.widths,
    problem,
  };
}
