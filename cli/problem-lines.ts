/** Why schedules have no verdict, as lines of the summary. */
import type { CellResult, Result } from '../harness/result.ts';
import { thousands } from './progress.ts';
import type { Style } from './style.ts';

/** Of each kind, in a cell: what differs from run to run has as many words. */
const PROBLEMS_SHOWN = 3;

export function problems({ results }: Result, style: Style): string {
  return results.flatMap((cell) => problemLines(cell, style)).join('\n');
}

function problemLines(cell: CellResult, style: Style): string[] {
  const shown = new Map<string, number>();
  const lines: string[] = [];
  for (const { kind, message, schedules } of cell.problems) {
    const count = (shown.get(kind) ?? 0) + 1;
    shown.set(kind, count);
    if (count > PROBLEMS_SHOWN) continue;
    const share = `${thousands(schedules)} of ${thousands(cell.schedules.executed)} schedules`;
    lines.push(`${style('magenta', `? ${kind}`)}   ${cell.strategy} × ${cell.scenario}   ${share}\n  ${message}`);
  }
  for (const [kind, count] of shown)
    if (count > PROBLEMS_SHOWN)
      lines.push(`  … and ${thousands(count - PROBLEMS_SHOWN)} more of kind ${kind}: see --json`);
  return lines;
}
