/** From a checked file to what policy `timed` runs: distributions spelled out, defaults and the profile filled in. */
import type { Threshold } from '../harness/scenario.ts';
import type { Distribution } from '../harness/timed/distribution.ts';
import type { Latency, LoadPlan, TimingPlan } from '../harness/timed/plan.ts';
import type { Histogram, Profile } from '../harness/timed/profile.ts';
import { measurementOf, memoryPerKey } from '../harness/timed/profile.ts';
import { parseDuration } from '../strategies/strategy.ts';
import { parseStart } from './scalars.ts';
import type { ScenarioFile } from './schema.ts';
import type { DistributionInFile, LatencyInFile } from './schema-timed.ts';

export const DEFAULT_VALUE_BYTES = 100;
const DEFAULT_SESSIONS = 100;
const DEFAULT_POLL_MS = 100;
const WARMUP_SHARE = 0.1;

const NO_TIME: Distribution = { kind: 'constant', ms: 0 };

/** @param profile null: the file names none */
export function resolveTiming(
  timing: NonNullable<ScenarioFile['timing']>,
  valueBytes: number,
  profile: Profile | null,
): TimingPlan {
  const stores = (['redis', 'mysql', 'local'] as const).flatMap((store) =>
    timing[store] === undefined ? [] : [[store, resolveLatency(timing[store])] as const],
  );
  const named = Object.entries(timing.steps ?? {}).map(([step, latency]) => [step, resolveLatency(latency)] as const);
  const inFile = Object.fromEntries([...stores, ...named]);
  const measured = profile === null ? {} : stepsOf(profile, valueBytes, inFile);
  const steps: Record<string, Latency> = { ...measured, ...inFile };
  // A statement to a replica takes as long as one to the primary, unless it is said otherwise.
  for (const [step, latency] of Object.entries(steps)) {
    if (step.startsWith('mysql')) steps[step.replace('mysql', 'replica')] ??= latency;
  }
  const delay = (inTheFile: DistributionInFile | undefined, histogram: Histogram | null | undefined): Distribution =>
    inTheFile !== undefined ? resolveDistribution(inTheFile) : histogram ? distributionOf(histogram) : NO_TIME;
  return {
    steps,
    binlog: delay(timing.binlog, profile?.binlog),
    kafka: delay(timing.kafka, profile?.kafka),
    replica: delay(timing.replica_lag, profile?.replica),
    pollMs: timing.poll === undefined ? DEFAULT_POLL_MS : milliseconds(timing.poll),
    bytesPerKey: profile === null ? null : memoryPerKey(profile, valueBytes),
  };
}

/** Of each kind of step that was measured, unless the file gives the latency of its store. A store's own: its most common step. */
function stepsOf(
  profile: Profile,
  valueBytes: number,
  inFile: Readonly<Record<string, unknown>>,
): Record<string, Latency> {
  const steps: Record<string, Latency> = {};
  for (const name of new Set(profile.steps.map(({ step }) => step))) {
    const store = name.split('.')[0]!;
    if (store in inFile) continue;
    const measured = measurementOf(profile, name, valueBytes);
    if (measured === null) continue;
    const latency: Latency = { kind: 'total', total: distributionOf(measured.latency) };
    steps[name] = latency;
    steps[store] ??= latency;
  }
  return steps;
}

function distributionOf({ minMs, buckets }: Histogram): Distribution {
  return { kind: 'histogram', lowMs: Math.min(minMs, buckets[0]![0]), buckets };
}

function resolveLatency(latency: LatencyInFile): Latency {
  if (typeof latency !== 'string' && latency.request !== undefined && latency.reply !== undefined)
    return {
      kind: 'legs',
      request: resolveDistribution(latency.request),
      reply: resolveDistribution(latency.reply),
    };
  return { kind: 'total', total: resolveDistribution(latency) };
}

function resolveDistribution(given: DistributionInFile): Distribution {
  if (typeof given === 'string') return { kind: 'constant', ms: milliseconds(given) };
  const { constant, uniform, p50, p99, histogram, mixture } = given;
  if (mixture !== undefined)
    return {
      kind: 'mixture',
      parts: mixture.map(({ share, ...of }) => ({ share: shareOf(share), of: resolveDistribution(of) })),
    };
  if (constant !== undefined) return { kind: 'constant', ms: milliseconds(constant) };
  if (uniform !== undefined) {
    const { earliestMs, latestMs } = parseStart(uniform)!;
    return { kind: 'uniform', lowMs: earliestMs, highMs: latestMs };
  }
  if (histogram !== undefined)
    return { kind: 'histogram', lowMs: 0, buckets: histogram.map(({ up_to, count }) => [milliseconds(up_to), count]) };
  return { kind: 'lognormal', p50Ms: milliseconds(p50!), p99Ms: milliseconds(p99!) };
}

export function resolveLoad(load: NonNullable<ScenarioFile['load']>): LoadPlan {
  const { keys, clients } = load;
  const durationMs = milliseconds(load.duration);
  return {
    durationMs,
    warmupMs: load.warmup === undefined ? WARMUP_SHARE * durationMs : milliseconds(load.warmup),
    traffic: clients === undefined ? openLoop(load) : closedLoop(load, clients),
    keys: {
      count: keys.count,
      popularity:
        keys.hot !== undefined
          ? { kind: 'hot', keys: keys.hot.keys, share: shareOf(keys.hot.share) }
          : keys.zipf === undefined || keys.zipf === 0
            ? { kind: 'uniform' }
            : { kind: 'zipf', exponent: keys.zipf },
    },
    sessions: load.sessions ?? clients ?? DEFAULT_SESSIONS,
    ttlJitter: load.ttl_jitter === undefined ? 0 : shareOf(load.ttl_jitter),
    valueBytes: load.value_bytes ?? null,
  };
}

function openLoop({
  reads_per_second,
  writes_per_second,
  arrivals,
  bursts,
}: NonNullable<ScenarioFile['load']>): LoadPlan['traffic'] {
  return {
    kind: 'open',
    readsPerSecond: reads_per_second!,
    writesPerSecond: writes_per_second!,
    pattern:
      bursts === undefined
        ? { kind: arrivals ?? 'poisson' }
        : {
            kind: 'bursts',
            everyMs: milliseconds(bursts.every),
            lastsMs: milliseconds(bursts.lasts),
            times: bursts.times,
          },
  };
}

function closedLoop({ think, reads }: NonNullable<ScenarioFile['load']>, clients: number): LoadPlan['traffic'] {
  return {
    kind: 'closed',
    clients,
    think: think === undefined ? NO_TIME : resolveDistribution(think),
    readShare: shareOf(reads!),
  };
}

export function resolveThreshold(given: NonNullable<ScenarioFile['thresholds']>[number]): Threshold {
  const { metric, strategy, max, min, confidence, min_samples, if_insufficient } = given;
  return {
    metric,
    strategy,
    ...(max === undefined ? {} : { max: limitOf(max) }),
    ...(min === undefined ? {} : { min: limitOf(min) }),
    confidence: confidence === undefined ? 0.95 : shareOf(confidence),
    minSamples: min_samples ?? 1,
    ifInsufficient: if_insufficient ?? 'warn',
  };
}

function limitOf(limit: number | string): number {
  if (typeof limit === 'number') return limit;
  return limit.endsWith('%') ? shareOf(limit) : milliseconds(limit);
}

export function shareOf(percentage: string): number {
  // In decimals: 0.1 / 100 is not 0.001.
  return Number(`${percentage.slice(0, -1)}e-2`);
}

function milliseconds(text: string): number {
  const ms = parseDuration(text);
  if (ms === null) throw new Error(`the checked duration ${text} is not one`);
  return ms;
}
