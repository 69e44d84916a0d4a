/** What policy `timed` says of the same load. */
import { planRun } from '../../harness/scheduler/plan.ts';
import type { Distribution } from '../../harness/timed/distribution.ts';
import type { RunData } from '../../harness/timed/measures.ts';
import type { Latency, LoadPlan, TimingPlan } from '../../harness/timed/plan.ts';
import { simulate } from '../../harness/timed/simulate.ts';
import { planTimed } from '../../harness/timed/timed-run.ts';
import { histogramOf } from '../../infra/measure/histogram.ts';
import { scenarioOf } from '../scenario.ts';
import type { Case } from './cases.ts';
import type { StressLoad } from './load.ts';
import type { Legs, Recorder } from './recorder.ts';

/** Each as long as the load: together they know the rate better than any measurement of that length. */
const RUNS = 10;

export async function predict({ name, strategy, options, load }: Case, timing: TimingPlan): Promise<RunData[]> {
  const scenario = { ...scenarioOf(load.seed, 1), rows: {}, actors: [] };
  const timed = planTimed(planRun(scenario, name, strategy, options), timing, loadOf(load));
  const runs: RunData[] = [];
  for (let number = 0; number < RUNS; number++) {
    const simulated = await simulate(timed, number);
    if (simulated === null || 'problem' in simulated) throw new Error(`${name}: ${simulated?.problem.message}`);
    runs.push(simulated.data);
  }
  return runs;
}

function loadOf({ durationMs, warmupMs, readsPerSecond, writesPerSecond, keys }: StressLoad): LoadPlan {
  return {
    ...{ durationMs, warmupMs },
    traffic: { kind: 'open', readsPerSecond, writesPerSecond, pattern: { kind: 'poisson' } },
    keys: { count: keys, popularity: { kind: 'uniform' } },
    sessions: 1,
    ttlJitter: 0,
    valueBytes: null,
  };
}

/** Delays as they were recorded. */
export function recordedTiming({ steps, binlogMs }: Recorder): TimingPlan {
  return {
    steps: Object.fromEntries([...steps].map(([name, legs]): [string, Latency] => [name, latencyOf(legs)])),
    binlog: binlogMs.length === 0 ? NOTHING : distributionOf(binlogMs),
    ...NOT_USED,
  };
}

/** Delays as they were put in, as if servers and machine took no time. */
export function injectedTiming({ delay }: StressLoad): TimingPlan {
  const legs: Latency = { kind: 'legs', request: delay, reply: delay };
  return { steps: { redis: legs, mysql: legs }, binlog: delay, ...NOT_USED };
}

const NOTHING: Distribution = { kind: 'constant', ms: 0 };
const NOT_USED = { kafka: NOTHING, replica: NOTHING, pollMs: 1_000, bytesPerKey: null };

function latencyOf({ requestMs, replyMs }: Legs): Latency {
  return { kind: 'legs', request: distributionOf(requestMs), reply: distributionOf(replyMs) };
}

function distributionOf(samplesMs: readonly number[]): Distribution {
  const { minMs, buckets } = histogramOf(samplesMs)!;
  return { kind: 'histogram', lowMs: minMs, buckets };
}
