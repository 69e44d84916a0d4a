/** What a part of the page is about, as the filter reads it: `strategy:lease scenario:two-writers anomaly:stale-read is:found`. */
import { cellText } from '../../model/cell.ts';
import type { Cell, Failure } from '../../model/summary.ts';

export function aboutCells(cells: readonly Cell[]): string {
  return wordsOf(
    cells.flatMap((cell) => {
      const { tone, lines } = cellText(cell);
      return [
        ...namesOf(cell),
        ...lines.flatMap(({ anomaly }) => (anomaly === null ? [] : [`anomaly:${anomaly}`])),
        `is:${tone}`,
      ];
    }),
  );
}

export function aboutFailures(failures: readonly Failure[], cells: readonly Cell[]): string {
  return wordsOf(
    failures.flatMap(({ cell, anomaly, standing }) => [
      ...namesOf(cells[cell]!),
      `anomaly:${anomaly}`,
      `is:${standing}`,
    ]),
  );
}

function namesOf({ strategy, scenario }: Cell): readonly string[] {
  return [`strategy:${strategy}`, `scenario:${scenario}`];
}

/** Names of users may hold spaces. */
function wordsOf(parts: readonly string[]): string {
  return [...new Set(parts.map((part) => part.replace(/\s+/g, '_').toLowerCase()))].join(' ');
}
