/** @jsxRuntime automatic @jsxImportSource preact */
/** Rates as dots with whiskers, one line each; what was never seen is an open dot at the bound that is left. */
import { linearScale } from '../../geometry/linear-scale.ts';
import { logScale } from '../../geometry/log-scale.ts';
import { Figure } from './figure.tsx';

export interface RateLine {
  readonly name: string;
  /** Null: nothing was there to measure, which is drawn as nothing. */
  readonly value: number | null;
  readonly interval: readonly [low: number, high: number] | null;
  /** Where it passes up to; drawn as a line across. */
  readonly limit: number | null;
  readonly text: string;
}

export interface RatesProps {
  readonly id: string;
  readonly title: string;
  readonly textOf: (value: number) => string;
  readonly lines: readonly RateLine[];
}

const [WIDTH, LINE] = [640, 30];
const PLOT = { left: 200, right: WIDTH - 56 };

export function Rates({ id, title, textOf, lines }: RatesProps) {
  const isLogPossible = lines.some(({ value, interval }) => (value ?? 0) > 0 || (interval?.[1] ?? 0) > 0);
  return (
    <Figure
      {...{ id, title }}
      isWide
      head={['Strategy', title, 'At most']}
      rows={lines.map(({ name, text, limit }) => [name, text, limit === null ? 'no threshold' : textOf(limit)])}
    >
      {isLogPossible && (
        // The style sheet shows one of the two drawings: no script is needed.
        <label class="log-switch">
          <input type="checkbox" /> Logarithmic
        </label>
      )}
      <Drawing {...{ lines, textOf }} kind="linear" />
      {isLogPossible && <Drawing {...{ lines, textOf }} kind="log" />}
    </Figure>
  );
}

interface DrawingProps extends Pick<RatesProps, 'lines' | 'textOf'> {
  readonly kind: 'linear' | 'log';
}

function Drawing({ kind, lines, textOf }: DrawingProps) {
  const values = lines.flatMap(({ value, interval, limit }) => [value ?? 0, ...(interval ?? []), limit ?? 0]);
  const { at, ticks } = kind === 'linear' ? linearScale(values) : logScale(values.filter((value) => value > 0));
  // An interval that begins at 0 begins at the edge.
  const xOf = (value: number) => PLOT.left + (value > 0 ? at(value) : 0) * (PLOT.right - PLOT.left);
  const height = lines.length * LINE + 34;
  return (
    <svg class={`curves ${kind}`} viewBox={`0 0 ${WIDTH} ${height}`} aria-hidden="true">
      {ticks.map((tick) => (
        <g>
          <path class="grid" d={`M${xOf(tick)} 4V${height - 28}`} />
          <text x={xOf(tick)} y={height - 8} text-anchor="middle">
            {textOf(tick)}
          </text>
        </g>
      ))}
      {lines.map((line, index) => (
        <RateMark line={line} y={index * LINE + LINE / 2} xOf={xOf} />
      ))}
    </svg>
  );
}

interface RateMarkProps {
  readonly line: RateLine;
  readonly y: number;
  readonly xOf: (value: number) => number;
}

function RateMark({ line: { name, value, interval, limit }, y, xOf }: RateMarkProps) {
  const isOver = limit !== null && (interval?.[1] ?? value ?? 0) > limit;
  return (
    <g class={`rate ${isOver ? 'over' : ''}`}>
      <text x={PLOT.left - 10} y={y + 4} text-anchor="end">
        {name}
      </text>
      {interval !== null && <path class="whisker" d={`M${xOf(interval[0])} ${y}H${xOf(interval[1])}m0-4v8`} />}
      {value !== null && (
        <circle class={value === 0 ? 'open' : ''} cx={xOf(value === 0 ? (interval?.[1] ?? 0) : value)} cy={y} r="5" />
      )}
      {limit !== null && <path class="limit" d={`M${xOf(limit)} ${y - 11}v22`} />}
    </g>
  );
}
