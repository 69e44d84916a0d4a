/** @jsxRuntime automatic @jsxImportSource preact */
/** How strategies differ from the first one, run by run: each run has the same arrivals, keys and latencies under all of them. */
import type { Rate, TimedDifference } from '../../../../harness/result.ts';
import { metricText } from '../../../metric-text.ts';
import { DataTable } from '../table/data-table.tsx';

/** What they are called, and what they are counted in. */
const METRICS: Readonly<Record<TimedDifference['metric'], readonly [title: string, unit: Rate['unit']]>> = {
  stale_read_rate: ['Stale reads', 'share'],
  mysql_reads_per_read: ['MySQL reads for each read', 'count'],
  hit_rate: ['Hits', 'share'],
  read_latency_mean: ['Read latency', 'ms'],
  write_latency_mean: ['Write latency', 'ms'],
};

export function Differences({ differences }: { readonly differences: readonly TimedDifference[] }) {
  if (differences.length === 0) return null;
  return (
    <details class="fold">
      <summary>Run by run, against {differences[0]!.than}</summary>
      <DataTable
        label={`Run by run, against ${differences[0]!.than}`}
        head={['Strategy', 'Figure', 'Difference', '95 %', 'Runs', 'Told from chance']}
        rows={differences.map(({ strategy, metric, difference, interval: [low, high], pairs }) => [
          strategy,
          METRICS[metric][0],
          signed(metric, difference),
          `${signed(metric, low)} to ${signed(metric, high)}`,
          pairs,
          low > 0 || high < 0 ? 'yes' : 'no',
        ])}
      />
    </details>
  );
}

function signed(metric: TimedDifference['metric'], value: number): string {
  const text = metricText(metric, METRICS[metric][1], Math.abs(value));
  return value > 0 ? `+${text}` : value < 0 ? `−${text}` : text;
}
