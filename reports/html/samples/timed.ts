/** A result of policy `timed`: three strategies under one load, one of them never stale. Figures are illustrative. */
import type { CellResult, Result } from '../../../harness/result.ts';
import { cellOf, resultOf } from './results.ts';

interface Figures {
  readonly strategy: string;
  readonly stale: number;
  readonly interval: readonly [number, number];
  readonly cost: number;
}

function timedCell({ strategy, stale, interval, cost }: Figures): CellResult {
  const rate = (value: number, bounds: readonly [number, number], unit: 'share' | 'count') => {
    return { value, interval: bounds, samples: 100_000, unit } as const;
  };
  const bin = (upToMs: number | null, seen: number) => {
    return { upToMs, reads: 1000, seen, interval: [seen / 1000 - 0.01, Math.min(1, seen / 1000 + 0.01)] as const };
  };
  return cellOf({
    scenario: 'hot-key-load',
    strategy,
    policy: 'timed',
    anomalies: {},
    rates: {
      stale_read_rate: rate(stale, interval, 'share'),
      mysql_reads_per_read: rate(cost, [cost * 0.9, cost * 1.1], 'count'),
    },
    thresholds: [
      {
        metric: 'stale_read_rate',
        strategy,
        max: 0.001,
        confidence: 0.95,
        value: stale,
        interval,
        samples: 100_000,
        verdict: interval[1] <= 0.001 ? 'pass' : 'fail',
      },
    ],
    timed: {
      durationMs: 60_000,
      warmupMs: 5000,
      runs: 20,
      steps: 900_000,
      reads: 100_000,
      writes: 5000,
      visibility: [
        bin(1, stale === 0 ? 1000 : 910),
        bin(10, stale === 0 ? 1000 : 960),
        bin(100, 1000),
        bin(null, 1000),
      ],
      staleWindows:
        stale === 0
          ? []
          : [
              [2, 0.8],
              [20, 0.3],
              [200, 0],
            ],
      versionsBehind: stale === 0 ? [] : [[1, 90]],
      perRun: {
        stale_read_rate: [stale],
        mysql_reads_per_read: [cost],
        hit_rate: [1 - cost],
        read_latency_mean: [1],
        write_latency_mean: [3],
      },
    },
  });
}

export const timed: Result = resultOf([
  timedCell({ strategy: 'cache-aside', stale: 0.002, interval: [0.0018, 0.0023], cost: 0.1 }),
  timedCell({ strategy: 'lease', stale: 0, interval: [0, 0.00004], cost: 0.14 }),
  timedCell({ strategy: 'no-cache', stale: 0, interval: [0, 0.00004], cost: 1 }),
]);
