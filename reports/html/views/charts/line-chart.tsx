/** @jsxRuntime automatic @jsxImportSource preact */
/** Curves over two logarithmic scales, and the same numbers as a table for whoever cannot or will not read curves. */
import { logScale } from '../../geometry/log-scale.ts';

export interface Series {
  readonly name: string;
  /** Colour and mark, 0 to 2: series of one number belong together. */
  readonly colour: number;
  /** Beside the line that it belongs to, such as a 99th percentile. */
  readonly isDashed?: boolean;
  /** More than 0: nothing else has a place on a logarithmic scale. */
  readonly points: readonly (readonly [x: number, y: number])[];
}

export interface LineChartProps {
  readonly id: string;
  readonly title: string;
  readonly x: Axis;
  readonly y: Axis;
  readonly series: readonly Series[];
}

export interface Axis {
  readonly title: string;
  readonly textOf: (value: number) => string;
}

const [WIDTH, HEIGHT] = [480, 280];
const PLOT = { left: 64, right: WIDTH - 26, top: 12, bottom: HEIGHT - 44 };
const MARK = 4;

/** A shape for each colour, for those who cannot tell colours apart: diamond, square, triangle. */
function markOf(colour: number, x: number, y: number): string {
  const shapes = [
    `M${x} ${y - MARK}L${x + MARK} ${y}L${x} ${y + MARK}L${x - MARK} ${y}Z`,
    `M${x - 3} ${y - 3}h6v6h-6Z`,
    `M${x} ${y - MARK}L${x + MARK} ${y + 3}H${x - MARK}Z`,
  ];
  return shapes[colour % shapes.length]!;
}

export function LineChart({ id, title, x, y, series: given }: LineChartProps) {
  const series = given.filter(({ points }) => points.length > 0 && points.every(([a, b]) => a > 0 && b > 0));
  if (series.length === 0) return null;
  return (
    <figure class="chart" aria-labelledby={`chart:${id}`}>
      <figcaption id={`chart:${id}`}>{title}</figcaption>
      <Curves {...{ x, y, series }} />
      <ul class="legend" aria-hidden="true">
        {series.map(({ name, colour, isDashed }) => (
          <li class={`series-${colour}`}>
            <svg viewBox="0 0 28 10" width="28" height="10">
              <path class={isDashed ? 'dashed' : ''} d="M0 5H28" />
              <path class="mark" d={markOf(colour, 14, 5)} />
            </svg>
            {name}
          </li>
        ))}
      </ul>
      <details class="fold">
        <summary>As a table</summary>
        <Table {...{ title, x, y, series }} />
      </details>
    </figure>
  );
}

type Parts = Pick<LineChartProps, 'x' | 'y' | 'series'>;

function Curves({ x, y, series }: Parts) {
  const points = series.flatMap((one) => one.points);
  const [across, up] = [logScale(points.map(([value]) => value)), logScale(points.map(([, value]) => value))];
  const xOf = (value: number) => PLOT.left + across.at(value) * (PLOT.right - PLOT.left);
  const yOf = (value: number) => PLOT.bottom - up.at(value) * (PLOT.bottom - PLOT.top);
  const middle = (PLOT.top + PLOT.bottom) / 2;
  return (
    // The table says it in words.
    <svg class="curves" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} aria-hidden="true">
      {up.ticks.map((tick) => (
        <g>
          <path class="grid" d={`M${PLOT.left} ${yOf(tick)}H${PLOT.right}`} />
          <text x={PLOT.left - 6} y={yOf(tick) + 4} text-anchor="end">
            {y.textOf(tick)}
          </text>
        </g>
      ))}
      {across.ticks.map((tick) => (
        <text x={xOf(tick)} y={PLOT.bottom + 18} text-anchor="middle">
          {x.textOf(tick)}
        </text>
      ))}
      <text class="axis" x={(PLOT.left + PLOT.right) / 2} y={HEIGHT - 6} text-anchor="middle">
        {x.title}
      </text>
      <text class="axis" x={12} y={middle} text-anchor="middle" transform={`rotate(-90 12 ${middle})`}>
        {y.title}
      </text>
      {series.map(({ colour, isDashed, points: own }) => (
        <g class={`series-${colour}`}>
          <path class={isDashed ? 'dashed' : ''} d={`M${own.map(([a, b]) => `${xOf(a)} ${yOf(b)}`).join('L')}`} />
          {own.map(([a, b]) => (
            <path class="mark" d={markOf(colour, xOf(a), yOf(b))} />
          ))}
        </g>
      ))}
    </svg>
  );
}

function Table({ title, x, y, series }: Parts & { readonly title: string }) {
  const places = [...new Set(series.flatMap(({ points }) => points.map(([value]) => value)))].sort((a, b) => a - b);
  return (
    <div class="matrix-scroll" tabIndex={0} role="region" aria-label={title}>
      <table class="counts">
        <thead>
          <tr>
            <th scope="col">{x.title}</th>
            {series.map(({ name }) => (
              <th scope="col">{name}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {places.map((place) => (
            <tr>
              <th scope="row">{x.textOf(place)}</th>
              {series.map(({ points }) => {
                const point = points.find(([value]) => value === place);
                return <td>{point === undefined ? 'not measured' : y.textOf(point[1])}</td>;
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
