/** @jsxRuntime automatic @jsxImportSource preact */
/** How soon does a read see a write, and how long do stale windows last? By policy `timed`. */
import { metricText } from '../../../metric-text.ts';
import type { Cell } from '../../../model/summary.ts';
import { count } from '../../../model/wording.ts';
import type { Axis } from '../charts/axes.tsx';
import { Plot, type PlotPoint } from '../charts/plot.tsx';

interface OfCells {
  readonly scenario: string;
  readonly cells: readonly Cell[];
}

const MS = (title: string): Axis => ({ title, kind: 'log', textOf: (ms) => metricText('', 'ms', ms) });
const SHARE = (title: string): Axis => ({ title, kind: 'linear', textOf: shareText });
const NINES = (title: string): Axis => ({
  title,
  kind: 'nines',
  // All nines, and no zeros after them.
  textOf: (share) => `${Number((share * 100).toPrecision(12))} %`,
});

/** The t-visibility of Probabilistically Bounded Staleness. */
export function Freshness({ scenario, cells }: OfCells) {
  const curves = cells.map(({ strategy, timed }) => ({ strategy, bins: timed?.visibility ?? [] }));
  return (
    <Plot
      id={`${scenario}:freshness`}
      title="Reads that see the newest write, by the time since it was acknowledged"
      x={MS('time since the write')}
      y={NINES('reads that see it')}
      series={curves.map(({ strategy, bins }) => ({
        name: strategy,
        drawn: 'line',
        points: bins.flatMap(pointOf),
      }))}
      head={['Strategy', 'Up to', 'Reads', 'Saw it', '95 %']}
      rows={curves.flatMap(({ strategy, bins }) =>
        bins.map(({ upToMs, reads, seen, interval: [low, high] }) => [
          strategy,
          upToMs === null ? 'longer' : metricText('', 'ms', upToMs),
          count(reads),
          shareText(seen / reads),
          `${shareText(low)} to ${shareText(high)}`,
        ]),
      )}
    >
      <p class="hint">
        {FRESH * 100} % of the reads see the write{' '}
        {curves
          .flatMap(({ strategy, bins }) => (bins.length === 0 ? [] : `${freshText(bins)} with ${strategy}`))
          .join(', ')}
        .
      </p>
    </Plot>
  );
}

type Bins = NonNullable<Cell['timed']>['visibility'];

/** Where all reads saw it, what is known is the lower bound. */
function pointOf({ upToMs, reads, seen, interval }: Bins[number]): readonly PlotPoint[] {
  if (upToMs === null || reads === 0) return [];
  if (seen === reads) return [{ x: upToMs, y: interval[0], isBound: true }];
  return [{ x: upToMs, y: seen / reads, interval }];
}

/** What is called fresh. */
const FRESH = 0.999;

/** From when on this share of the reads sees the write, and goes on to. */
function freshText(bins: Bins): string {
  const isFresh = ({ reads, seen }: Bins[number]) => reads === 0 || seen / reads >= FRESH;
  const late = bins.findLastIndex((bin) => !isFresh(bin));
  if (late < 0) return 'at once';
  const { upToMs } = bins[late]!;
  return upToMs === null || late === bins.length - 1 ? 'never in this load' : `after ${metricText('', 'ms', upToMs)}`;
}

/** By Kaplan and Meier: a window that is open when the run ends is not a short one. */
export function WindowSurvival({ scenario, cells }: OfCells) {
  const curves = cells.map(({ strategy, timed }) => ({ strategy, windows: timed?.staleWindows ?? [] }));
  return (
    <Plot
      id={`${scenario}:windows`}
      title="Stale windows that last longer than this"
      x={MS('length of the window')}
      y={SHARE('of all stale windows')}
      series={curves.map(({ strategy, windows }) => ({
        name: strategy,
        drawn: 'steps',
        points: windows.map(([ms, share]) => ({ x: ms, y: share })),
      }))}
      head={['Strategy', 'Longer than', 'Of all stale windows']}
      rows={curves.flatMap(({ strategy, windows }) =>
        windows.map(([ms, share]) => [strategy, metricText('', 'ms', ms), shareText(share)]),
      )}
    />
  );
}

function shareText(share: number): string {
  return metricText('', 'share', share);
}
