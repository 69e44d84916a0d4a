/** @jsxRuntime automatic @jsxImportSource preact */
/** Curves over two logarithmic scales, with a column for each in the table. */
import type { Axis } from './axes.tsx';
import { Plot } from './plot.tsx';

export interface Series {
  readonly name: string;
  /** Colour and mark: series of one number belong together. */
  readonly colour: number;
  /** Beside the line that it belongs to, such as a 99th percentile. */
  readonly isDashed?: boolean;
  /** More than 0: nothing else has a place on a logarithmic scale. */
  readonly points: readonly (readonly [x: number, y: number])[];
}

export interface LineChartProps {
  readonly id: string;
  readonly title: string;
  readonly x: Omit<Axis, 'kind'>;
  readonly y: Omit<Axis, 'kind'>;
  readonly series: readonly Series[];
}

export function LineChart({ id, title, x, y, series }: LineChartProps) {
  const shown = series.filter(({ points }) => points.length > 0);
  const places = [...new Set(shown.flatMap(({ points }) => points.map(([value]) => value)))].sort((a, b) => a - b);
  return (
    <Plot
      {...{ id, title }}
      x={{ ...x, kind: 'log' }}
      y={{ ...y, kind: 'log' }}
      series={shown.map((one) => ({ ...one, drawn: 'line', points: one.points.map(([a, b]) => ({ x: a, y: b })) }))}
      head={[x.title, ...shown.map(({ name }) => name)]}
      rows={places.map((place) => [
        x.textOf(place),
        ...shown.map(({ points }) => {
          const point = points.find(([value]) => value === place);
          return point === undefined ? 'not measured' : y.textOf(point[1]);
        }),
      ])}
    />
  );
}
