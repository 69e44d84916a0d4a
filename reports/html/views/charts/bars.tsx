/** @jsxRuntime automatic @jsxImportSource preact */
/** Shares of a whole that differ by powers of ten, as bars on a logarithmic scale. What was not seen has no bar, and says so. */
import { logScale } from '../../geometry/log-scale.ts';
import { Figure, type FigureProps } from './figure.tsx';

export interface BarGroup {
  readonly name: string;
  readonly bars: readonly Bar[];
}

export interface Bar {
  readonly name: string;
  readonly share: number;
  readonly text: string;
}

export interface BarsProps extends Pick<FigureProps, 'id' | 'title' | 'head' | 'rows'> {
  readonly groups: readonly BarGroup[];
  readonly textOf: (share: number) => string;
}

const [WIDTH, LINE, GAP, FOOT] = [640, 18, 14, 30];
const PLOT = { left: 250, right: WIDTH - 90 };

export function Bars({ groups, textOf, ...figure }: BarsProps) {
  const shares = groups.flatMap(({ bars }) => bars.map(({ share }) => share)).filter((share) => share > 0);
  if (shares.length === 0) return null;
  const { at, ticks } = logScale(shares);
  const xOf = (share: number) => PLOT.left + at(share) * (PLOT.right - PLOT.left);
  const heights = groups.map(({ bars }) => bars.length * LINE + GAP);
  const tops = heights.map((_, index) => heights.slice(0, index).reduce((sum, each) => sum + each, 0));
  const bottom = heights.reduce((sum, each) => sum + each, 0);
  return (
    <Figure {...figure} isWide>
      <svg class="curves" viewBox={`0 0 ${WIDTH} ${bottom + FOOT}`} aria-hidden="true">
        {ticks.map((tick) => (
          <g>
            <path class="grid" d={`M${xOf(tick)} 0V${bottom}`} />
            <text x={xOf(tick)} y={bottom + 18} text-anchor="middle">
              {textOf(tick)}
            </text>
          </g>
        ))}
        {groups.map(({ name, bars }, index) => (
          <g class="bars" transform={`translate(0 ${tops[index]})`}>
            <text class="axis" x="0" y={LINE - 5}>
              {name}
            </text>
            {bars.map((bar, row) => (
              <g transform={`translate(0 ${row * LINE})`}>
                <text x={PLOT.left - 10} y={LINE - 5} text-anchor="end">
                  {bar.name}
                </text>
                {bar.share > 0 && (
                  <rect x={PLOT.left} y="3" width={Math.max(2, xOf(bar.share) - PLOT.left)} height={LINE - 6} />
                )}
                <text x={(bar.share > 0 ? Math.max(PLOT.left + 2, xOf(bar.share)) : PLOT.left) + 6} y={LINE - 5}>
                  {bar.text}
                </text>
              </g>
            ))}
          </g>
        ))}
      </svg>
    </Figure>
  );
}
