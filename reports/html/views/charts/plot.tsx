/** @jsxRuntime automatic @jsxImportSource preact */
/** Curves, points and bands over two scales, with the same numbers as a table. Shapes repeat what colours say. */
import type { ComponentChildren } from 'preact';
import { SHAPES } from '../../../model/versions.ts';
import { linearScale } from '../../geometry/linear-scale.ts';
import { logScale } from '../../geometry/log-scale.ts';
import { SHAPE_PATHS } from '../chip/chip.tsx';

export interface PlotAxis {
  readonly title: string;
  readonly kind: 'linear' | 'log';
  readonly textOf: (value: number) => string;
}

export interface PlotSeries {
  readonly name: string;
  /** What is on no logarithmic scale is left out of the drawing; the table has it. */
  readonly points: readonly PlotPoint[];
  /** Points alone; `steps`: a value holds until the next one; `line`: straight from one to the next. */
  readonly drawn: 'points' | 'steps' | 'line';
}

export interface PlotPoint {
  readonly x: number;
  readonly y: number;
  /** Of `y`. */
  readonly interval?: readonly [low: number, high: number] | null;
  /** Nothing was seen: the point is the upper bound. */
  readonly isBound?: boolean;
  readonly label?: string;
}

export interface PlotProps {
  readonly id: string;
  readonly title: string;
  readonly x: PlotAxis;
  readonly y: PlotAxis;
  readonly series: readonly PlotSeries[];
  /** A line that joins the best, in the order of `x`. */
  readonly frontier?: readonly PlotPoint[];
  /** The table behind it. */
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
  readonly children?: ComponentChildren;
}

const [WIDTH, HEIGHT] = [480, 280];
const PLOT = { left: 72, right: WIDTH - 26, top: 12, bottom: HEIGHT - 44 };
const SHAPE_MIDDLE = 6;

export function Plot(props: PlotProps) {
  const { id, title, series, head, rows, children } = props;
  if (series.every(({ points }) => points.length === 0)) return null;
  return (
    <figure class="chart" aria-labelledby={`plot:${id}`}>
      <figcaption id={`plot:${id}`}>{title}</figcaption>
      <Drawing {...props} />
      <ul class="legend" aria-hidden="true">
        {series.map(({ name }, index) => (
          <li class={`series-${index % SHAPES.length}`}>
            <svg viewBox="0 0 12 12" width="12" height="12">
              <path class="mark" d={SHAPE_PATHS[SHAPES[index % SHAPES.length]!]} />
            </svg>
            {name}
          </li>
        ))}
      </ul>
      {children}
      <details class="fold">
        <summary>As a table</summary>
        <div class="matrix-scroll" tabIndex={0} role="region" aria-label={title}>
          <table class="counts">
            <thead>
              <tr>
                {head.map((cell) => (
                  <th scope="col">{cell}</th>
                ))}
              </tr>
            </thead>
            <tbody>
              {rows.map(([first, ...rest]) => (
                <tr>
                  <th scope="row">{first}</th>
                  {rest.map((cell) => (
                    <td>{cell}</td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      </details>
    </figure>
  );
}

function Drawing({ x, y, series, frontier = [] }: PlotProps) {
  const canDraw = (point: PlotPoint) => (x.kind === 'linear' || point.x > 0) && (y.kind === 'linear' || point.y > 0);
  const points = series.flatMap((one) => one.points.filter(canDraw));
  if (points.length === 0) return null;
  const ends = points
    .flatMap((point) => [point.y, ...(point.interval ?? [])])
    .filter((v) => y.kind === 'linear' || v > 0);
  const across = scaleOf(
    x.kind,
    points.map((point) => point.x),
  );
  const up = scaleOf(y.kind, ends);
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
      {frontier.length > 1 && (
        <path class="frontier" d={`M${frontier.map((point) => `${xOf(point.x)} ${yOf(point.y)}`).join('L')}`} />
      )}
      {series.map((one, index) => (
        <g class={`series-${index % SHAPES.length}`}>
          <Marks points={one.points.filter(canDraw)} drawn={one.drawn} shape={index} {...{ xOf, yOf }} />
        </g>
      ))}
    </svg>
  );
}

function scaleOf(kind: PlotAxis['kind'], values: readonly number[]) {
  return kind === 'log' ? logScale(values) : linearScale(values);
}

interface MarksProps extends Pick<PlotSeries, 'points' | 'drawn'> {
  readonly shape: number;
  readonly xOf: (value: number) => number;
  readonly yOf: (value: number) => number;
}

function Marks({ points, drawn, shape, xOf, yOf }: MarksProps) {
  const path = points
    .map(({ x, y }, index) => {
      if (index === 0) return `M${xOf(x)} ${yOf(y)}`;
      return drawn === 'steps' ? `H${xOf(x)}V${yOf(y)}` : `L${xOf(x)} ${yOf(y)}`;
    })
    .join('');
  return (
    <>
      {drawn !== 'points' && <path d={path} />}
      {points.map(({ x, y, interval, isBound = false, label }) => (
        <g>
          {interval !== undefined && interval !== null && (
            <path class="whisker" d={`M${xOf(x)} ${yOf(interval[1])}V${yOf(interval[0] > 0 ? interval[0] : y)}`} />
          )}
          {(drawn !== 'steps' || points.length < 40) && (
            <path
              class={isBound ? 'mark open' : 'mark'}
              transform={`translate(${xOf(x) - SHAPE_MIDDLE} ${yOf(y) - SHAPE_MIDDLE})`}
              d={SHAPE_PATHS[SHAPES[shape % SHAPES.length]!]}
            />
          )}
          {label !== undefined && (
            <text x={xOf(x) + 9} y={yOf(y) - 6}>
              {label}
            </text>
          )}
        </g>
      ))}
    </>
  );
}
