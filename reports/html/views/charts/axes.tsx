/** @jsxRuntime automatic @jsxImportSource preact */
/** The frame of a drawing: a grid, ticks and titles, and where a value lies in it. */
import { linearScale } from '../../geometry/linear-scale.ts';
import { logScale } from '../../geometry/log-scale.ts';
import { ninesScale } from '../../geometry/nines-scale.ts';

const SCALES = { linear: linearScale, log: logScale, nines: ninesScale } as const;

export interface Axis {
  readonly title: string;
  /** `nines`: of shares close to 1. */
  readonly kind: keyof typeof SCALES;
  readonly textOf: (value: number) => string;
}

export interface Frame {
  readonly xOf: (value: number) => number;
  readonly yOf: (value: number) => number;
  readonly xTicks: readonly number[];
  readonly yTicks: readonly number[];
}

export const [WIDTH, HEIGHT] = [480, 280];
export const PLOT = { left: 72, right: WIDTH - 26, top: 12, bottom: HEIGHT - 44 };

/** @param xs and ys: what must have a place; on a logarithmic axis more than 0. */
export function frameOf(x: Axis, y: Axis, xs: readonly number[], ys: readonly number[]): Frame {
  const [across, up] = [SCALES[x.kind](xs), SCALES[y.kind](ys)];
  return {
    xOf: (value) => PLOT.left + across.at(value) * (PLOT.right - PLOT.left),
    yOf: (value) => PLOT.bottom - up.at(value) * (PLOT.bottom - PLOT.top),
    xTicks: across.ticks,
    yTicks: up.ticks,
  };
}

interface AxesProps {
  readonly x: Axis;
  readonly y: Axis;
  readonly frame: Frame;
}

export function Axes({ x, y, frame: { xOf, yOf, xTicks, yTicks } }: AxesProps) {
  const middle = (PLOT.top + PLOT.bottom) / 2;
  return (
    <>
      {yTicks.map((tick) => (
        <g>
          <path class="grid" d={`M${PLOT.left} ${yOf(tick)}H${PLOT.right}`} />
          <text x={PLOT.left - 6} y={yOf(tick) + 4} text-anchor="end">
            {y.textOf(tick)}
          </text>
        </g>
      ))}
      {xTicks.map((tick) => (
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
    </>
  );
}
