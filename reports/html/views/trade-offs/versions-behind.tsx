/** @jsxRuntime automatic @jsxImportSource preact */
/** How many versions behind are reads? The k-staleness of Probabilistically Bounded Staleness. */
import { metricText } from '../../../metric-text.ts';
import type { Cell } from '../../../model/summary.ts';
import { count } from '../../../model/wording.ts';
import { Bars } from '../charts/bars.tsx';

/** So many versions or more are one bar. */
const MOST = 3;

interface OfCells {
  readonly scenario: string;
  readonly cells: readonly Cell[];
}

export function VersionsBehind({ scenario, cells }: OfCells) {
  const counted = cells.map((cell) => ({ strategy: cell.strategy, ...classesOf(cell) }));
  if (counted.every(({ reads, classes }) => classes[0]?.reads === reads)) return null;
  const show = (share: number) => metricText('', 'share', share);
  return (
    <Bars
      id={`${scenario}:behind`}
      title="Reads by how many versions behind they are (logarithmic)"
      textOf={show}
      groups={counted.map(({ strategy, reads, classes }) => ({
        name: strategy,
        bars: classes.map(({ name, reads: own }) => ({
          name,
          share: own / reads,
          text: own === 0 ? 'none seen' : show(own / reads),
        })),
      }))}
      head={['Strategy', 'Versions behind', 'Reads', 'Of all reads']}
      rows={counted.flatMap(({ strategy, reads, classes }) =>
        classes.map(({ name, reads: own }) => [
          strategy,
          name,
          count(own),
          own === 0 ? `none seen in ${count(reads)}` : show(own / reads),
        ]),
      )}
    />
  );
}

/** 0, 1, 2, 3 or more: the classes of all reads. */
function classesOf({ timed }: Cell) {
  const { reads = 0, versionsBehind = [] } = timed ?? {};
  const behind = (holds: (versions: number) => boolean) =>
    versionsBehind.reduce((sum, [versions, some]) => sum + (holds(versions) ? some : 0), 0);
  const late = [1, 2].map((k) => ({ name: `${k}`, reads: behind((versions) => versions === k) }));
  const rest = { name: `${MOST} or more`, reads: behind((versions) => versions >= MOST) };
  return { reads, classes: [{ name: '0, the newest', reads: reads - behind(() => true) }, ...late, rest] };
}
