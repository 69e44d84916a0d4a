/** What schedules cost, in the words of all reports. Definitions: docs/costs.md. */
import type { CellResult } from '../harness/result.ts';

interface Wording {
  readonly metric: string;
  readonly title: string;
  readonly show: (value: number) => string;
}

const plain = (value: number): string => String(Math.round(value * 100) / 100);
const percent = (value: number): string => `${Math.round(value * 100)}%`;

const seconds = (ms: number): string => `${plain(ms / 1000)} s`;

const WORDINGS: readonly Wording[] = [
  { metric: 'oldest_read_ms', title: 'oldest read', show: seconds },
  { metric: 'herd_size', title: 'herd', show: plain },
  { metric: 'mysql_reads_per_read', title: 'MySQL reads/read', show: plain },
  { metric: 'hit_rate', title: 'hits', show: percent },
  { metric: 'node_imbalance', title: 'imbalance', show: plain },
  { metric: 'redis_imbalance', title: 'Redis imbalance', show: plain },
  { metric: 'redis_bytes', title: 'Redis B', show: plain },
  { metric: 'node_bytes', title: 'node B', show: plain },
];

export interface ShownCost {
  readonly title: string;
  /** `1–3, 2.1`: the fewest, the most, the mean; one number where they are the same. */
  readonly text: string;
}

/** Those that were measured. Of all executed schedules: never a share of what happens in production. */
export function costsOf({ metrics, metricRanges = {} }: Pick<CellResult, 'metrics' | 'metricRanges'>): ShownCost[] {
  return WORDINGS.flatMap(({ metric, title, show }) => {
    const mean = metrics[metric];
    const range = metricRanges[metric];
    if (mean === undefined || range === undefined) return [];
    const [least, most] = range.map(show) as [string, string];
    return [{ title, text: least === most ? least : `${least}–${most}, ${show(mean)}` }];
  });
}
