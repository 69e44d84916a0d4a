/** The steps of a strategy's operations, found by executing each of them alone. */
import { embeddedEngine } from '../../harness/engines/embedded/engine.ts';
import { factsOf } from '../../harness/checkers/facts.ts';
import { traceOf } from '../../harness/explanation/trace.ts';
import { executeOnce } from '../../harness/exploration/replay/execute-once.ts';
import type { Trace } from '../../harness/result.ts';
import type { ActorPlan, OperationPlan, Scenario } from '../../harness/scenario.ts';
import { planRun } from '../../harness/scheduler/plan.ts';
import type { ResolvedStrategy } from '../strategies.ts';

export interface Performance {
  readonly title: string;
  /** Without the observer, who looks when all is over. */
  readonly trace: Trace;
  /** Why it came to no end. */
  readonly problem: string | null;
}

const KEY = 'item:1';

/** Each operation that the strategy has, with v1 in the row, and v1 in the cache where it says so. */
export async function performancesOf(like: Scenario, strategy: ResolvedStrategy): Promise<Performance[]> {
  const instance = strategy.strategy.create(strategy.options);
  // Whether a service inserts and deletes is known only when an actor asks for it.
  const isService = strategy.strategy.service !== undefined;
  const operations: readonly (readonly [string, OperationPlan, 'cold' | 'warm' | 'empty'] | null)[] = [
    ['A read that misses', { kind: 'read', key: KEY, node: 1 }, 'cold'],
    ['A read that hits', { kind: 'read', key: KEY, node: 1 }, 'warm'],
    ['A write', { kind: 'write', key: KEY, value: 'v2', node: 1 }, 'warm'],
    isService || instance.insert === undefined
      ? null
      : ['An insert', { kind: 'insert', key: KEY, value: 'v1', node: 1 }, 'empty'],
    isService || instance.delete === undefined ? null : ['A delete', { kind: 'delete', key: KEY, node: 1 }, 'warm'],
  ];
  const performances: Performance[] = [];
  for (const operation of operations) {
    if (operation !== null) performances.push(await perform(like, strategy, ...operation));
  }
  return performances;
}

async function perform(
  like: Scenario,
  { use, strategy, options }: ResolvedStrategy,
  title: string,
  operation: OperationPlan,
  state: 'cold' | 'warm' | 'empty',
): Promise<Performance> {
  const name = operation.kind === 'read' ? 'reader' : 'writer';
  const actor: ActorPlan = { name, group: name, after: [], startMs: 0, operations: [operation] };
  const scenario: Scenario = {
    ...like,
    rows: state === 'empty' ? {} : { [KEY]: 'v1' },
    warm: state === 'warm' ? [KEY] : [],
    actors: [actor],
    faults: [],
    explore: { ...like.explore, steer: [] },
  };
  const plan = planRun(scenario, use.as, strategy, options);
  const recorded = await executeOnce(plan, embeddedEngine, [], true);
  const trace = traceOf(recorded, factsOf(recorded.run), null);
  return {
    title,
    trace: { ...trace, steps: trace.steps.filter(({ actor: lane }) => lane !== 'observer') },
    problem: recorded.run.problem?.message ?? null,
  };
}
