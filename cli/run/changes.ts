/** What differs between one round and the next, cell by cell. */
import type { CellResult, Result } from '../../harness/result.ts';
import { ANOMALIES } from '../../harness/scenario.ts';

const LINES_MAX = 10;

/** @returns a line for each cell that shows something else than before */
export function changesOf(before: Result, now: Result): string[] {
  const earlier = new Map(before.results.map((cell) => [nameOf(cell), cell]));
  const lines = now.results.flatMap((cell) => {
    const was = earlier.get(nameOf(cell));
    if (was === undefined || textOf(was) === textOf(cell)) return [];
    return [`${nameOf(cell)}: ${textOf(was)} → ${textOf(cell)}`];
  });
  const others = lines.length - LINES_MAX;
  return others > 0 ? [...lines.slice(0, LINES_MAX), `… and ${others} more`] : lines;
}

function nameOf({ scenario, strategy }: CellResult): string {
  return `${strategy} × ${scenario}`;
}

/** `stale-at-rest 1/5`, or `no anomaly`. */
function textOf({ anomalies, schedules }: CellResult): string {
  const shown = ANOMALIES.flatMap((anomaly) => {
    const count = anomalies[anomaly]?.schedules ?? 0;
    return count > 0 ? [`${anomaly} ${count}/${schedules.executed}`] : [];
  });
  if (shown.length > 0) return shown.join(', ');
  return schedules.unknown > 0 ? `${schedules.unknown} schedules without a verdict` : 'no anomaly';
}
