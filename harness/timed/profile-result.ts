/** A profile as figures. */
import type { Latency, ProfileResult } from '../result/profile.ts';
import { quantileFunction } from './distribution.ts';
import type { Histogram, Profile } from './profile.ts';

/** @param file as the scenario names it */
export function profileResultOf(file: string, profile: Profile): ProfileResult {
  const { servers, steps, memory, notes } = profile;
  const delays = (['binlog', 'kafka', 'replica'] as const).flatMap((of) => {
    const histogram = profile[of];
    return histogram === null ? [] : [{ of, ...latencyOf(histogram) }];
  });
  return {
    file,
    servers,
    steps: steps.map(({ step, valueBytes, pipelined, latency }) => ({
      step,
      valueBytes,
      pipelined,
      ...latencyOf(latency),
    })),
    delays,
    memory,
    notes,
  };
}

function latencyOf({ minMs, maxMs, buckets, count }: Histogram): Latency {
  const quantile = quantileFunction({ kind: 'histogram', lowMs: minMs, buckets });
  return { p50Ms: figure(quantile(0.5)), p99Ms: figure(quantile(0.99)), maxMs, samples: count };
}

/** A histogram knows no more than so many digits. */
function figure(ms: number): number {
  return Number(ms.toPrecision(4));
}
