import { describe, expect, it } from 'vitest';
import { cellOf, resultOf } from '../reports/html/samples/results.ts';
import { costLines } from './cost-lines.ts';

const plain = (_: unknown, text: string): string => text;
const nodes = cellOf({
  scenario: 'herd',
  strategy: 'cache-aside',
  metrics: { mysql_reads_per_read: 0.7, hit_rate: 0.3, herd_size: 2.142857, node_imbalance: 1.25, redis_bytes: 8 },
  metricRanges: { mysql_reads_per_read: [0.3, 1], hit_rate: [0, 0.667], herd_size: [1, 3], node_imbalance: [1, 1.5] },
});

describe('costs in the terminal', () => {
  it('are a table for each scenario with several nodes', () => {
    const one = cellOf({
      ...nodes,
      strategy: 'mine',
      metricRanges: { herd_size: [1, 1] },
      metrics: { herd_size: 1, node_imbalance: 1, redis_bytes: 8 },
    });
    expect(costLines(resultOf([nodes, one]), plain).split('\n')).toEqual([
      'What a schedule costs in herd: fewest to most, and mean',
      '             herd       hits         imbalance',
      'cache-aside  1–3, 2.14  0%–67%, 30%  1–1.5, 1.25',
      'mine         1',
    ]);
  });

  it('are left out where one node serves all and nobody asks about herds', () => {
    const { redis_bytes: _, ...metrics } = nodes.metrics;
    const quiet = cellOf({ ...nodes, metrics, expectations: [] });
    expect(costLines(resultOf([quiet]), plain)).toBe('');
    const judged = { strategy: 'cache-aside', anomaly: 'thundering-herd', is: 'never', verdict: 'fail' } as const;
    expect(costLines(resultOf([{ ...quiet, expectations: [judged] }]), plain)).toContain('cache-aside  1–3, 2.14');
  });
});
