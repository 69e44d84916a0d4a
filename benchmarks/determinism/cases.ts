/** What is executed again and again: a little of everything that could make two executions of one schedule differ. */
import type { ActorPlan, ExplorePlan, FaultPlan, OperationPlan, Scenario } from '../../harness/scenario.ts';
import type { RunPlan } from '../../harness/scheduler/plan.ts';
import { planRun } from '../../harness/scheduler/plan.ts';
import type { StrategyName } from '../../strategies/registry.ts';
import { strategies } from '../../strategies/registry.ts';
import type { Strategy } from '../../strategies/strategy.ts';
import { KEY, scenarioOf } from '../scenario.ts';

export const SCHEDULES_PER_CASE = 1000;
const SEED = 7;

interface Case {
  readonly strategy: StrategyName;
  readonly options?: Readonly<Record<string, unknown>>;
  readonly policy: Exclude<ExplorePlan['policy'], 'exhaustive' | 'bounded' | 'pinned'>;
  readonly actors: Readonly<Record<string, readonly OperationPlan[]>>;
  readonly faults?: readonly FaultPlan[];
}

const read: OperationPlan = { kind: 'read', key: KEY, node: 1 };
const write = (value: string): OperationPlan => ({ kind: 'write', key: KEY, value, node: 1 });
const pause: OperationPlan = { kind: 'sleep', ms: 70_000 };
const race = { reader1: [read], reader2: [read, read], writer: [write('v2')] };
const writers = { reader: [read], first: [write('v2'), write('v3')], second: [write('v4')] };
const fault = (kind: FaultPlan['kind'], details: Partial<FaultPlan> = {}): FaultPlan => {
  return { kind, atLeast: 0, atMost: 1, ...details };
};

/** By what each is about. */
export const cases: Readonly<Record<string, Case>> = {
  'nothing but a race': { strategy: 'cache-aside', policy: 'random', actors: race },
  'row locks that are waited for': { strategy: 'delete-in-transaction', policy: 'urw', actors: writers },
  'row locks, and a writer that dies with one': {
    strategy: 'delete-in-transaction',
    policy: 'random',
    actors: writers,
    faults: [fault('crash', { actor: 'first' })],
  },
  'a timer': { strategy: 'double-delete', options: { delay: '50ms' }, policy: 'pct', actors: race },
  'keys that expire': { strategy: 'setnx-setex', policy: 'urw', actors: { ...race, late: [pause, read] } },
  'a binlog consumer': { strategy: 'setnx-setex-binlog', policy: 'pos', actors: writers },
  'events that come twice': {
    strategy: 'setnx-setex-binlog',
    policy: 'random',
    actors: writers,
    faults: [fault('duplicate', { step: 'binlog.deliver' })],
  },
  'replies that are lost': {
    strategy: 'write-then-set',
    policy: 'urw',
    actors: writers,
    faults: [fault('lost-reply', { step: 'mysql.update' })],
  },
  'a cache that is emptied': { strategy: 'lease', policy: 'portfolio', actors: race, faults: [fault('flush')] },
  'Lua scripts': { strategy: 'versioned-set', policy: 'portfolio', actors: writers },
};

export function planOf({ strategy: name, options = {}, policy, actors, faults = [] }: Case): RunPlan {
  const simple = scenarioOf(SEED, SCHEDULES_PER_CASE);
  const scenario: Scenario = {
    ...simple,
    actors: Object.entries(actors).map(
      ([actor, operations]): ActorPlan => ({ name: actor, group: actor, after: [], startMs: 0, operations }),
    ),
    faults,
    explore: { ...simple.explore, policy },
  };
  const strategy = strategies[name] as Strategy;
  return planRun(scenario, name, strategy, strategy.options?.parse(options) ?? options);
}
