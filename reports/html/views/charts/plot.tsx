/** @jsxRuntime automatic @jsxImportSource preact */
/** Curves, points and bands over two scales. Shapes repeat what colours say, and a table all of it. */
import type { ComponentChildren } from 'preact';
import { SHAPES } from '../../../model/versions.ts';
import { SHAPE_PATHS } from '../chip/chip.tsx';
import { Axes, type Axis, type Frame, frameOf, HEIGHT, PLOT, WIDTH } from './axes.tsx';
import { Figure, type FigureProps } from './figure.tsx';

export interface PlotSeries {
  readonly name: string;
  /** What is on no logarithmic scale is left out of the drawing; the table has it. */
  readonly points: readonly PlotPoint[];
  /** Points alone; `steps`: a value holds until the next one; `line`: straight from one to the next. */
  readonly drawn: 'points' | 'steps' | 'line';
  /** Series of one number belong together. Default: each for itself. */
  readonly colour?: number;
  /** Beside the line that it belongs to, such as a 99th percentile. */
  readonly isDashed?: boolean;
}

export interface PlotPoint {
  readonly x: number;
  readonly y: number;
  /** Of `y`. */
  readonly interval?: readonly [low: number, high: number] | null;
  /** Nothing was seen: the point is the upper bound. */
  readonly isBound?: boolean;
  readonly label?: string;
  /** How much larger than usual its mark is, by area. */
  readonly area?: number;
}

export interface PlotProps extends Pick<FigureProps, 'id' | 'title' | 'head' | 'rows'> {
  readonly x: Axis;
  readonly y: Axis;
  readonly series: readonly PlotSeries[];
  /** A line that joins the best, in the order of `x`. */
  readonly frontier?: readonly PlotPoint[];
  /** A line across: what `y` should be at most. */
  readonly limit?: { readonly y: number; readonly text: string };
  /** What the drawing comes to, in words. */
  readonly children?: ComponentChildren;
}

/** Of the square that the shapes are drawn in. */
const SHAPE_MIDDLE = 6;

/** Beyond this the marks of a curve hide it. */
const MARKS_MAX = 40;

export function Plot({ id, title, head, rows, x, y, series, frontier = [], limit, children }: PlotProps) {
  const canDraw = (point: PlotPoint) => (x.kind !== 'log' || point.x > 0) && (y.kind !== 'log' || point.y > 0);
  const drawn = series
    .map((one, index) => ({ look: lookOf(one.colour ?? index), ...one, points: one.points.filter(canDraw) }))
    .filter(({ points }) => points.length > 0);
  if (series.every(({ points }) => points.length === 0)) return null;
  const points = drawn.flatMap((one) => one.points);
  const ends = points.flatMap((point) => [point.y, ...(point.interval ?? [])]);
  const frame = frameOf(
    x,
    y,
    points.map((point) => point.x),
    [...ends, ...(limit === undefined ? [] : [limit.y])].filter((end) => y.kind !== 'log' || end > 0),
  );
  return (
    <Figure {...{ id, title, head, rows }}>
      {points.length > 0 && (
        // The table says it in words.
        <svg class="curves" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} aria-hidden="true">
          <Axes {...{ x, y, frame }} />
          {frontier.length > 1 && (
            <path
              class="frontier"
              d={`M${frontier.map((point) => `${frame.xOf(point.x)} ${frame.yOf(point.y)}`).join('L')}`}
            />
          )}
          {limit !== undefined && <Limit {...limit} frame={frame} />}
          {drawn.map((one) => (
            <Marks {...one} frame={frame} />
          ))}
        </svg>
      )}
      <Legend series={drawn} />
      {children}
    </Figure>
  );
}

/** A colour and a shape: no two of the first 36 are the same. */
interface Look {
  readonly colour: number;
  readonly shape: string;
}

function lookOf(index: number): Look {
  const [round, place] = [Math.floor(index / SHAPES.length), index % SHAPES.length];
  return { colour: (place + round) % SHAPES.length, shape: SHAPE_PATHS[SHAPES[place]!] };
}

function Limit({ y, text, frame: { yOf } }: { readonly y: number; readonly text: string; readonly frame: Frame }) {
  return (
    <>
      <path class="limit" d={`M${PLOT.left} ${yOf(y)}H${PLOT.right}`} />
      <text x={PLOT.right} y={yOf(y) - 4} text-anchor="end">
        {text}
      </text>
    </>
  );
}

type Drawn = PlotSeries & { readonly look: Look };

function Legend({ series }: { readonly series: readonly Drawn[] }) {
  return (
    <ul class="legend" aria-hidden="true">
      {series.map(({ name, look, drawn, isDashed = false }) => (
        <li class={`series-${look.colour}`}>
          <svg viewBox="0 0 28 12" width="28" height="12">
            {drawn !== 'points' && <path class={isDashed ? 'dashed' : ''} d="M0 6H28" />}
            <path class="mark" transform={`translate(${14 - SHAPE_MIDDLE} 0)`} d={look.shape} />
          </svg>
          {name}
        </li>
      ))}
    </ul>
  );
}

function Marks({ points, drawn, look, isDashed = false, frame: { xOf, yOf } }: Drawn & { readonly frame: Frame }) {
  const path = points
    .map(({ x, y }, index) => {
      if (index === 0) return `M${xOf(x)} ${yOf(y)}`;
      return drawn === 'steps' ? `H${xOf(x)}V${yOf(y)}` : `L${xOf(x)} ${yOf(y)}`;
    })
    .join('');
  return (
    <g class={`series-${look.colour}`}>
      {drawn !== 'points' && <path class={isDashed ? 'dashed' : ''} d={path} />}
      {points.map(({ x, y, interval, isBound = false, label, area = 1 }) => (
        <>
          {interval !== undefined && interval !== null && (
            <path class="whisker" d={`M${xOf(x)} ${yOf(interval[1])}V${yOf(interval[0] > 0 ? interval[0] : y)}`} />
          )}
          {(drawn !== 'steps' || points.length < MARKS_MAX) && (
            <path
              class={isBound ? 'mark open' : 'mark'}
              transform={`translate(${xOf(x)} ${yOf(y)}) scale(${Math.sqrt(area)}) translate(-${SHAPE_MIDDLE} -${SHAPE_MIDDLE})`}
              d={look.shape}
            />
          )}
          {label !== undefined && (
            <text x={xOf(x) + 9} y={yOf(y) - 6}>
              {label}
            </text>
          )}
        </>
      ))}
    </g>
  );
}
