/** @jsxRuntime automatic @jsxImportSource preact */
/** Staleness against what it costs MySQL: the line joins those that nothing beats in both. */
import { metricText } from '../../../metric-text.ts';
import { frontierOf } from '../../../model/pareto.ts';
import type { Cell } from '../../../model/summary.ts';
import { Plot } from '../charts/plot.tsx';

/** Areas of marks: of no latency at all, and of the longest. */
const [AREA_LEAST, AREA_MOST] = [0.5, 3];

export function Costs({ scenario, cells }: { readonly scenario: string; readonly cells: readonly Cell[] }) {
  const points = cells.flatMap((cell) => {
    const [cost, stale] = [cell.rates?.['mysql_reads_per_read'], cell.rates?.['stale_read_rate']];
    const bound = stale?.interval?.[1] ?? stale?.value ?? null;
    if (cost === undefined || cost.value === null || bound === null) return [];
    const writeMs = cell.rates?.['write_latency_mean']?.value ?? null;
    return [{ cell, x: cost.value, y: bound, isBound: stale?.value === 0, writeMs }];
  });
  if (points.length < 2) return null;
  const slowest = Math.max(0, ...points.map(({ writeMs }) => writeMs ?? 0));
  const cheapest = points
    .filter(({ cell }) => gatesOf(cell).length > 0 && gatesOf(cell).every(({ verdict }) => verdict === 'pass'))
    .toSorted((a, b) => a.x - b.x)[0];
  const gates = points.some(({ cell }) => gatesOf(cell).length > 0);
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
      series={points.map(({ cell, writeMs, ...point }) => ({
        name: cell.strategy,
        drawn: 'points',
        points: [
          {
            ...point,
            area: writeMs === null || slowest === 0 ? 1 : AREA_LEAST + (AREA_MOST - AREA_LEAST) * (writeMs / slowest),
          },
        ],
      }))}
      frontier={frontierOf(points.filter(({ y }) => y > 0))}
      head={['Strategy', 'MySQL reads for each read', 'Stale reads at most', 'Write latency']}
      rows={points.map(({ cell, x, y, writeMs }) => [
        cell.strategy,
        metricText('', 'count', x),
        staleText(y),
        writeMs === null ? 'not measured' : metricText('', 'ms', writeMs),
      ])}
    >
      <p class="hint">The larger a mark, the longer a write takes.</p>
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

function gatesOf({ thresholds = [], expectations }: Cell) {
  return [...thresholds, ...expectations];
}

function staleText(share: number): string {
  return metricText('stale_read_rate', 'share', share);
}
