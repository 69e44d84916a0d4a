/** Which arm of a portfolio found what. */
import type { ArmResult, CellResult, Result } from '../harness/result.ts';
import type { Anomaly } from '../harness/scenario.ts';
import { thousands } from './progress.ts';
import type { Style } from './style.ts';

export function portfolioLines({ results }: Result, style: Style): string {
  return results
    .flatMap((cell) => (cell.portfolio === undefined ? [] : linesOf(cell, cell.portfolio, style)))
    .join('\n');
}

function linesOf({ strategy, scenario }: CellResult, portfolio: readonly ArmResult[], style: Style): string[] {
  const name = Math.max(...portfolio.map(({ arm }) => arm.length));
  const count = Math.max(...portfolio.map(({ executed }) => thousands(executed).length));
  const rows = portfolio.map(
    (arm) => `  ${arm.arm.padEnd(name)}  ${thousands(arm.executed).padStart(count)} schedules   ${foundBy(arm)}`,
  );
  return [`${style('bold', 'Portfolio')}   ${strategy} × ${scenario}`, ...rows.map((row) => row.trimEnd())];
}

function foundBy({ found, first }: ArmResult): string {
  return (Object.entries(found) as [Anomaly, number][])
    .map(([anomaly, schedules]) => `${anomaly} ${thousands(schedules)}${first.includes(anomaly) ? ' (the first)' : ''}`)
    .join(', ');
}
