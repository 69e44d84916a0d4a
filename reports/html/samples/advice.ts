/** Advice as `stalemate advise --json` gives it: a delay that is swept, and a strategy that is measured as it is. Figures are illustrative. */
import type { Advice, CurvePoint, Rate, Result, SweepAdvice } from '../../../harness/result.ts';
import { resultOf } from './results.ts';

function rate(value: number, interval: readonly [number, number], unit: Rate['unit']): Rate {
  return { value, interval, samples: 15_000, unit };
}

function point(
  valueMs: number | null,
  standing: CurvePoint['standing'],
  stale: Rate,
  mysql: number,
  write: number,
): CurvePoint {
  return {
    value: valueMs === null ? null : `${valueMs}ms`,
    valueMs,
    standing,
    problem: null,
    moreReads: null,
    change: null,
    rates: {
      stale_read_rate: stale,
      mysql_reads_per_read: rate(mysql, [mysql, mysql], 'count'),
      mysql_qps: rate(100, [99, 101], 'per second'),
      write_latency_mean: rate(write, [write, write], 'ms'),
      read_latency_mean: rate(3, [3, 3], 'ms'),
      hit_rate: rate(1 - mysql, [1 - mysql, 1 - mysql], 'share'),
    },
  };
}

const NONE = rate(0, [0, 0.0002], 'share');

const SWEPT: SweepAdvice = {
  strategy: 'double-delete',
  option: 'delay',
  range: { fromMs: 0, toMs: 50 },
  verdict: 'met',
  isComplete: true,
  shape: 'falling',
  smallest: '20ms',
  largest: '50ms',
  cheapest: '20ms',
  exceptions: [],
  open: { value: '19ms', moreReads: 11_221, runs: 11 },
  curve: [
    point(0, 'missed', rate(0.1, [0.08, 0.12], 'share'), 0.139, 6),
    point(19, 'open', rate(0.0004, [0, 0.0012], 'share'), 0.15, 25),
    point(20, 'met', NONE, 0.15, 26),
    point(50, 'met', NONE, 0.22, 56),
  ],
};

const AS_IT_IS: SweepAdvice = {
  ...SWEPT,
  strategy: 'lease',
  option: null,
  range: null,
  shape: 'level',
  smallest: null,
  largest: null,
  cheapest: null,
  open: null,
  curve: [point(null, 'met', NONE, 0.155, 4)],
};

const costs = { staleAtMost: 0.0002, mysqlReadsPerRead: 0.15, writeMs: 26 };

export const advice: Advice = {
  schemaVersion: 1,
  stalemate: '0.1.0',
  verdict: 'met',
  exitCode: 0,
  scenario: 'known',
  file: 'scenarios/known.yaml',
  seed: 7,
  runs: 6,
  durationMs: 5000,
  target: { metric: 'stale_read_rate', max: 0.001, confidence: 0.95 },
  isInterrupted: false,
  sweeps: [SWEPT, AS_IT_IS],
  ranking: [
    {
      strategy: 'lease',
      option: null,
      value: null,
      meets: true,
      front: 1,
      dominatedBy: [],
      costs: { ...costs, writeMs: 4 },
    },
    { strategy: 'double-delete', option: 'delay', value: '20ms', meets: true, front: 2, dominatedBy: ['lease'], costs },
  ],
};

export const advised: Result = resultOf([], { advice: [advice] });
