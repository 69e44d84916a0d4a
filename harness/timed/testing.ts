/** For tests: loads in one line, and what single runs of them come to. */
import type { Strategy } from '../../strategies/strategy.ts';
import type { strategies } from '../../strategies/registry.ts';
import type { FaultPlan, PipelinePlan } from '../scenario.ts';
import { planOf, scenarioOf } from '../testing.ts';
import type { Distribution } from './distribution.ts';
import type { RunData } from './measures.ts';
import type { Latency, LoadPlan, TimingPlan } from './plan.ts';
import { simulate } from './simulate.ts';
import { planTimed, type TimedPlan } from './timed-run.ts';

export const constant = (ms: number): Distribution => ({ kind: 'constant', ms });
export const lognormal = (p50Ms: number, p99Ms: number): Distribution => ({ kind: 'lognormal', p50Ms, p99Ms });
export const total = (of: Distribution): Latency => ({ kind: 'total', total: of });
export const legs = (requestMs: number, replyMs: number): Latency => ({
  kind: 'legs',
  request: constant(requestMs),
  reply: constant(replyMs),
});

export interface LoadParts {
  readonly seconds?: number;
  readonly warmupMs?: number;
  readonly reads?: number;
  readonly writes?: number;
  readonly keys?: number;
  readonly zipf?: number;
  readonly load?: Partial<LoadPlan>;
  readonly timing?: Partial<TimingPlan>;
  readonly faults?: readonly FaultPlan[];
  readonly pipeline?: PipelinePlan;
  readonly nodes?: number;
  readonly replicas?: number;
  readonly seed?: number;
  readonly runs?: number;
  readonly options?: Readonly<Record<string, unknown>>;
}

/** 10 s of 200 reads and 20 writes a second to 10 keys; Redis takes 1 ms and MySQL 4 ms, unless it is said otherwise. */
export function timedPlanOf(strategy: keyof typeof strategies | Strategy<never>, parts: LoadParts = {}): TimedPlan {
  const { seconds = 10, reads = 200, writes = 20, keys = 10, zipf = 0, seed = 42, runs = 4, options } = parts;
  const { faults = [], pipeline = { kind: 'binlog' }, nodes = 1, replicas = 0 } = parts;
  const load: LoadPlan = {
    durationMs: 1000 * seconds,
    warmupMs: parts.warmupMs ?? 0,
    traffic: { kind: 'open', readsPerSecond: reads, writesPerSecond: writes, pattern: { kind: 'poisson' } },
    keys: { count: keys, popularity: zipf === 0 ? { kind: 'uniform' } : { kind: 'zipf', exponent: zipf } },
    sessions: 10,
    ttlJitter: 0,
    valueBytes: null,
    ...parts.load,
  };
  const timing: TimingPlan = {
    steps: { redis: total(constant(1)), mysql: total(constant(4)), replica: total(constant(4)) },
    binlog: constant(5),
    kafka: constant(2),
    replica: constant(10),
    pollMs: 50,
    bytesPerKey: null,
    ...parts.timing,
  };
  const explore = { policy: 'timed', seed, runs } as const;
  const scenario = scenarioOf({
    rows: {},
    actors: {},
    faults,
    pipeline,
    nodes,
    replicas,
    explore,
    timed: { timing, load },
  });
  return planTimed(planOf(strategy, scenario, options), timing, load);
}

/** One run, which must come to its end. */
export async function runOf(timed: TimedPlan, number = 0): Promise<RunData> {
  const result = (await simulate(timed, number))!;
  if ('problem' in result) throw new Error(result.problem.message);
  return result.data;
}

export async function problemOf(timed: TimedPlan): Promise<string | null> {
  const result = (await simulate(timed, 0))!;
  return 'problem' in result ? result.problem.message : null;
}
