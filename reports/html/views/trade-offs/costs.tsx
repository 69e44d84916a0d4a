/** @jsxRuntime automatic @jsxImportSource preact */
/** Staleness against what it costs MySQL: the line joins those that nothing beats in both. */
import { metricText } from '../../../metric-text.ts';
import { frontierOf } from '../../../model/pareto.ts';
import type { Cell } from '../../../model/summary.ts';
import { Plot } from '../charts/plot.tsx';

export function Costs({ scenario, cells }: { readonly scenario: string; readonly cells: readonly Cell[] }) {
  const points = cells.flatMap((cell) => {
    const [cost, stale] = [cell.rates?.['mysql_reads_per_read'], cell.rates?.['stale_read_rate']];
    const bound = stale?.interval?.[1] ?? stale?.value ?? null;
    if (cost === undefined || cost.value === null || bound === null) return [];
    return [{ cell, x: cost.value, y: bound, isBound: stale?.value === 0 }];
  });
  if (points.length < 2) return null;
  const cheapest = points
    .filter(({ cell: { thresholds = [], expectations } }) =>
      [...thresholds, ...expectations].every(({ verdict }) => verdict === 'pass'),
    )
    .toSorted((a, b) => a.x - b.x)[0];
  const gates = points.some(({ cell }) => (cell.thresholds ?? []).length + cell.expectations.length > 0);
  return (
    <Plot
      id={`${scenario}:costs`}
      title="Stale reads at most (95 %), against what reads ask of MySQL"
      x={{ title: 'MySQL reads for each read', kind: 'linear', textOf: (value) => metricText('', 'count', value) }}
      y={{
        title: 'stale reads per million, at most',
        kind: 'log',
        textOf: (value) => metricText('stale_read_rate', 'share', value, true),
      }}
      series={points.map(({ cell, ...point }) => ({ name: cell.strategy, drawn: 'points', points: [point] }))}
      frontier={frontierOf(points.filter(({ y }) => y > 0))}
      head={['Strategy', 'MySQL reads for each read', 'Stale reads at most']}
      rows={points.map(({ cell, x, y }) => [cell.strategy, metricText('', 'count', x), staleText(y)])}
    >
      {gates && (
        <p class="hint">
          {cheapest === undefined
            ? 'No strategy passes every gate.'
            : `The cheapest that passes every gate: ${cheapest.cell.strategy}, ${metricText('', 'count', cheapest.x)} MySQL reads for each read.`}
        </p>
      )}
    </Plot>
  );
}

function staleText(share: number): string {
  return metricText('stale_read_rate', 'share', share);
}
