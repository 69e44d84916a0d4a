/** Small builders for tests: scenarios in one line, plans, and everything that an exploration did. */
import type { Strategy, StrategyInstance } from '../strategies/strategy.ts';
import { strategies } from '../strategies/registry.ts';
import { embeddedEngine } from './engines/embedded/engine.ts';
import type { Engine } from './engines/engine.ts';
import { executeNow } from './exploration/execution/execute.ts';
import { Exhaustive } from './exploration/policies/exhaustive.ts';
import type { Exploration, ExploreOptions } from './exploration/explore.ts';
import { explore } from './exploration/explore.ts';
import { inMacrotask as inNextMacrotask } from './exploration/execution/macrotask.ts';
import type { Policy, SchedulePicker } from './exploration/policies/policy.ts';
import { Pinned } from './exploration/replay/known-choices.ts';
import type { ActorPlan, Anomaly, FaultKind, FaultPlan, OperationPlan, Scenario } from './scenario.ts';
import { ANOMALIES } from './scenario.ts';
import { installGuard } from './scheduler/guard.ts';
import type { RunPlan } from './scheduler/plan.ts';
import { planRun } from './scheduler/plan.ts';
import type { Run } from './scheduler/run.ts';

export const KEY = 'item:1';

/**
 * The strategies that the harness is tested with: of each kind of step and of conflict a few. Their actors share nothing but the
 * stores, so that any of them may crash.
 */
export const TESTED = [
  'cache-aside',
  'delete-first',
  'write-then-set',
  'set-first',
  'double-delete',
  'delete-in-transaction',
  'setnx-setex',
  'setnx-setex-binlog',
  'versioned-set',
  'lease',
  'binlog-only',
  'deleted-marker-cas',
  'iq-lease',
] as const satisfies readonly (keyof typeof strategies)[];

export const read = (key = KEY, node = 1): OperationPlan => ({ kind: 'read', key, node });
export const write = (value: string, key = KEY, node = 1): OperationPlan => ({ kind: 'write', key, value, node });
export const insert = (value: string, key = KEY, node = 1): OperationPlan => ({ kind: 'insert', key, value, node });
export const remove = (key = KEY, node = 1): OperationPlan => ({ kind: 'delete', key, node });
export const sleep = (ms: number): OperationPlan => ({ kind: 'sleep', ms });

type FaultDetails = Partial<Omit<FaultPlan, 'kind' | 'atLeast' | 'atMost'>>;

/** A fault that happens exactly once. */
export function once(kind: FaultKind, details: FaultDetails = {}): FaultPlan {
  return { kind, ...details, atLeast: 1, atMost: 1 };
}

/** A fault that happens at most `times` times. */
export function upTo(times: number, kind: FaultKind, details: FaultDetails = {}): FaultPlan {
  return { kind, ...details, atLeast: 0, atMost: times };
}

type ActorParts = Partial<Pick<ActorPlan, 'group' | 'after' | 'startMs' | 'operations'>>;

export interface ScenarioParts extends Partial<Omit<Scenario, 'actors' | 'explore'>> {
  /** By name: the operations alone, or with `after`, `startMs` and `group`. */
  readonly actors: Readonly<Record<string, readonly OperationPlan[] | ActorParts>>;
  readonly explore?: Partial<Scenario['explore']>;
}

/** One row, `item:1` = v1, a cold cache, and every interleaving, unless it is said otherwise. */
export function scenarioOf({ actors, explore: plan, ...parts }: ScenarioParts): Scenario {
  return {
    name: 'test',
    title: 'test',
    description: '',
    tags: [],
    file: 'test.yaml',
    rows: { [KEY]: 'v1' },
    warm: [],
    nodes: 1,
    replicas: 0,
    pipeline: { kind: 'binlog' },
    faults: [],
    strategies: [],
    expect: [],
    ...parts,
    actors: Object.entries(actors).map(([name, actor]) => {
      const given: ActorParts = 'length' in actor ? { operations: actor as readonly OperationPlan[] } : actor;
      return { name, group: name, after: [], startMs: 0, operations: [], ...given };
    }),
    explore: {
      policy: 'exhaustive',
      runs: null,
      timeMs: null,
      seed: 42,
      maxSteps: 200,
      depth: 3,
      bound: null,
      reduction: 'none',
      symmetry: false,
      schedule: [],
      steer: [],
      ...plan,
    },
  };
}

/** A strategy of a test's own; what it leaves out does nothing. */
export function strategyOf(instance: Partial<StrategyInstance> | (() => Partial<StrategyInstance>)): Strategy<never> {
  const parts = typeof instance === 'function' ? instance : () => instance;
  return {
    name: 'mine',
    title: 'mine',
    create: () => ({ read: async () => null, write: async () => {}, ...parts() }),
  };
}

/** @param strategy a built-in one by name, or one of the test's own. */
export function planOf(
  strategy: keyof typeof strategies | Strategy<never>,
  scenario: Scenario,
  options: Readonly<Record<string, unknown>> = {},
): RunPlan {
  const found = (typeof strategy === 'string' ? strategies[strategy] : strategy) as Strategy<never>;
  return planRun(scenario, found.name, found as Strategy, found.options?.parse(options) ?? options);
}

/** Explores to the end; exhaustively on the embedded engine, unless it is said otherwise. */
export function exploreAll(plan: RunPlan, options: Partial<ExploreOptions> = {}): Promise<Exploration> {
  return explore({
    plan,
    engine: embeddedEngine,
    policy: new Exhaustive(),
    maxRuns: null,
    sampleSize: 0,
    shouldStop: () => false,
    isOverTime: () => false,
    ...options,
  });
}

export type Counts = { interleavings: number } & Record<Anomaly, number>;

/** How many schedules there were, and how many showed each anomaly. */
export function countsOf({ tally }: Exploration): Counts {
  const counts = Object.fromEntries(ANOMALIES.map((anomaly) => [anomaly, tally.findings[anomaly].schedules]));
  return { interleavings: tally.executed, ...counts } as Counts;
}

/** Executes what a policy asks for, one schedule after the other, and returns the runs: as `explore`, without judging. */
export async function runsOf(
  plan: RunPlan,
  policy: Policy = new Exhaustive(),
  engine: Engine = embeddedEngine,
): Promise<Run[]> {
  return inMacrotask(() => {
    const runs: Run[] = [];
    for (let picker = policy.next(); picker !== null; picker = policy.next()) {
      const run = executeNow(plan, engine, picker, false);
      policy.ended(picker);
      if (!run.isDiscarded) runs.push(run);
    }
    return runs;
  });
}

/** Executes one schedule. */
export function runOnce(plan: RunPlan, picker: SchedulePicker): Promise<Run> {
  return inMacrotask(() => executeNow(plan, embeddedEngine, picker, false));
}

/** Executes the one schedule whose steps are these: `reader.redis.get writer.mysql.update …`. */
export function pinned(plan: RunPlan, steps: string): Promise<Run> {
  return runOnce(plan, new Pinned(steps.split(/\s+/).filter((step) => step !== '')));
}

/** As an exploration does it: under guard, and in a macrotask. */
export function inMacrotask<T>(task: () => T): Promise<T> {
  installGuard();
  return inNextMacrotask(task);
}

/** The steps of the explored part, as a scenario file would name them. */
export function labelsOf(run: Run): string[] {
  return run.steps.slice(0, run.observedFrom).map(({ label }) => label);
}

/** All that can be seen of a run: two runs are the same when these are equal. */
export function historyOf(run: Run): unknown {
  return {
    steps: run.steps.map(({ label, request, state, reply, at, waitedFor, grantedAt }) => ({
      label,
      request,
      state,
      reply,
      at,
      waitedFor,
      grantedAt,
    })),
    operations: run.operations.map(({ actor, kind, key, result, invokedAt, respondedAt, error }) => ({
      actor: actor.name,
      kind,
      key,
      result,
      invokedAt,
      respondedAt,
      error: error === undefined ? undefined : String(error),
    })),
    widths: run.choices.widths,
    problem: run.problem,
  };
}
