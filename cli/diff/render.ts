/** A comparison as a page of text: what fails anew first. */
import type { ChangeKind } from '../../reports/comparison/changes.ts';
import type { CellName, Comparison } from '../../reports/comparison/compare.ts';
import { newFailures } from '../../reports/comparison/compare.ts';
import { plural } from '../../reports/model/wording.ts';
import type { Style } from '../style.ts';

const COLOURS: Readonly<Record<ChangeKind, Parameters<Style>[0]>> = {
  new: 'yellow',
  worse: 'yellow',
  gone: 'green',
  better: 'green',
  changed: 'dim',
  unclear: 'dim',
  doubtful: 'magenta',
};

export function renderComparison(comparison: Comparison, style: Style): string {
  const { notes, cells, added, removed } = comparison;
  const changes = cells.flatMap(({ strategy, scenario, changes: some }) =>
    some.map((change) => ({ ...change, cell: `${strategy} × ${scenario}` })),
  );
  const sorted = [...changes.filter(({ fails }) => fails), ...changes.filter(({ fails }) => !fails)];
  const kindWidth = Math.max(0, ...sorted.map(({ kind }) => kind.length));
  const lines = sorted.map(({ kind, fails, cell, what, before, after }) => {
    const sign = style(fails ? ['red', 'bold'] : COLOURS[kind], `${fails ? '✗' : ' '} ${kind.padEnd(kindWidth)}`);
    return `${sign}  ${cell}  ${what}: ${after}, was ${before}`;
  });
  const failures = newFailures(comparison);
  const verdict =
    failures > 0
      ? style(['red', 'bold'], plural(failures, 'new failure'))
      : style(['green', 'bold'], 'nothing new fails');
  const same = cells.filter(({ changes: some }) => some.length === 0).length;
  const counts = [plural(changes.length, 'change'), `${plural(same, 'cell')} as before`];
  return [
    ...lines,
    ...alone('only before', removed),
    ...alone('only after', added),
    ...notes,
    `${verdict}   ${counts.join(', ')}`,
    '',
  ].join('\n');
}

function alone(where: string, cells: readonly CellName[]): string[] {
  return cells.length === 0
    ? []
    : [`${where}: ${cells.map(({ strategy, scenario }) => `${strategy} × ${scenario}`).join(', ')}`];
}
