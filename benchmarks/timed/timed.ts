/** How fast a load is simulated on one core, and whether ten million reads take more memory than one million. */
import { tuneCompiler } from '../../harness/exploration/execution/compiler.ts';
import type { RunPlan } from '../../harness/scheduler/plan.ts';
import { planRun } from '../../harness/scheduler/plan.ts';
import type { Simulated } from '../../harness/timed/simulate.ts';
import { simulate } from '../../harness/timed/simulate.ts';
import { planTimed, type TimedPlan } from '../../harness/timed/timed-run.ts';
import { strategies } from '../../strategies/registry.ts';
import type { Strategy } from '../../strategies/strategy.ts';
import type { Outcome } from '../benchmarks.ts';
import type { Rounds } from '../compare.ts';
import { spreadOf } from '../compare.ts';
import { scenarioOf } from '../scenario.ts';

const STEPS_TARGET = 300_000;
const READS_PER_SECOND = 2000;
const READS = 10_000_000;
const ROUND_SECONDS = 60;
const SEED = 42;
const MEGABYTE = 2 ** 20;

/** Cache-aside under Zipf: 1,000 keys, 2,000 reads and 20 writes a second, Redis at 0.3 ms and MySQL at 2 ms (medians). */
function loadOf(seconds: number): TimedPlan {
  const strategy = strategies['cache-aside'];
  const explore = { policy: 'timed' } as const;
  const base = scenarioOf(SEED, 1);
  const scenario = { ...base, rows: {}, actors: [], explore: { ...base.explore, ...explore } };
  const plan: RunPlan = planRun(scenario, 'cache-aside', strategy as Strategy, strategy.options!.parse({}));
  const latency = (p50Ms: number, p99Ms: number) =>
    ({ kind: 'total', total: { kind: 'lognormal', p50Ms, p99Ms } }) as const;
  const none = { kind: 'constant', ms: 0 } as const;
  return planTimed(
    plan,
    {
      steps: { redis: latency(0.3, 3), mysql: latency(2, 20) },
      binlog: none,
      kafka: none,
      replica: none,
      pollMs: 100,
      bytesPerKey: null,
    },
    {
      durationMs: 1000 * seconds,
      warmupMs: 0,
      traffic: { kind: 'open', readsPerSecond: READS_PER_SECOND, writesPerSecond: 20, pattern: { kind: 'poisson' } },
      keys: { count: 1000, popularity: { kind: 'zipf', exponent: 0.99 } },
      sessions: 100,
      ttlJitter: 0,
      valueBytes: null,
    },
  );
}

interface Speed {
  readonly perCpuSecond: number;
  readonly perSecond: number;
}

export async function timed({ warmup, timed: rounds }: Rounds): Promise<Outcome> {
  tuneCompiler();
  const plan = loadOf(ROUND_SECONDS);
  const speeds: Speed[] = [];
  for (let round = 0; round < warmup + rounds; round++) {
    const speed = await speedOf(plan, round);
    if (round >= warmup) speeds.push(speed);
  }
  const long = await longRun();
  const cpu = spreadOf(speeds.map(({ perCpuSecond }) => perCpuSecond));
  const wall = spreadOf(speeds.map(({ perSecond }) => perSecond));
  const lines = [
    `Policy timed on one core, cache-aside under Zipf: simulated steps (target ${thousands(STEPS_TARGET)} a second)`,
    `  by CPU time, with V8's helpers   ${thousands(cpu.median)} a second (${thousands(cpu.min)} – ${thousands(cpu.max)})`,
    `  by the clock                     ${thousands(wall.median)} a second (${thousands(wall.min)} – ${thousands(wall.max)})`,
    long.text,
  ];
  return { text: lines.join('\n'), isSame: long.isSame };
}

async function speedOf(plan: TimedPlan, number: number): Promise<Speed> {
  const [began, cpuBefore] = [performance.now(), process.cpuUsage()];
  const { sums } = dataOf(await simulate(plan, number));
  const { user, system } = process.cpuUsage(cpuBefore);
  const seconds = (performance.now() - began) / 1000;
  return { perCpuSecond: sums.steps / ((user + system) / 1e6), perSecond: sums.steps / seconds };
}

/** One run, so that nothing is given back between two. */
async function longRun(): Promise<Outcome> {
  const began = performance.now();
  const heaps: { readonly share: number; readonly megabytes: number }[] = [];
  const onSlice = (share: number): boolean => {
    heaps.push({ share, megabytes: process.memoryUsage().heapUsed / MEGABYTE });
    return false;
  };
  const { sums, peaks } = dataOf(await simulate(loadOf(READS / READS_PER_SECOND), 0, { onSlice }));
  const most = (from: number, to: number): number =>
    Math.max(...heaps.filter(({ share }) => share >= from && share < to).map(({ megabytes }) => megabytes));
  const minutes = (performance.now() - began) / 60_000;
  const text =
    `One run of ${thousands(sums.reads)} reads: ${minutes.toFixed(1)} minutes; the heap at most ${Math.round(most(0, 0.2))} MB in the first fifth, ` +
    `${Math.round(most(0.8, 1.01))} MB in the last; at most ${peaks.inFlight} operations under way, ${thousands(peaks.versionsRemembered)} versions remembered`;
  return { text, isSame: sums.reads > 0.99 * READS };
}

function dataOf(result: Simulated | null): Extract<Simulated, { data: unknown }>['data'] {
  if (result === null || 'problem' in result) throw new Error(result?.problem.message ?? 'it was stopped');
  return result.data;
}

function thousands(value: number): string {
  return String(Math.round(value)).replace(/\B(?=(\d{3})+$)/g, ',');
}
