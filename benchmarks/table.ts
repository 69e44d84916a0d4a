/** Comparisons as text. */
import type { Comparison, Side, Spread } from './compare.ts';

export interface Titles {
  readonly title: string;
  readonly ours: string;
  readonly theirs: string;
  readonly unit: string;
  readonly target: number;
}

export function tableOf(titles: Titles, { ours, theirs, ratio, cpuRatio }: Comparison): string {
  const verdict = ratio.median >= titles.target ? 'met' : 'missed';
  const rows = [
    ['', `${titles.unit}s/s`, 'min – max', 'CPU µs each'],
    [titles.ours, ...cellsOf(ours)],
    [titles.theirs, ...cellsOf(theirs)],
    ['ratio', ratio.median.toFixed(2), rangeOf(ratio, 2), `${cpuRatio.median.toFixed(2)} times less`],
  ];
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  const lines = rows.map((row) => row.map((cell, column) => pad(cell, widths[column]!, column === 0)).join('   '));
  return [titles.title, ...lines.map((line) => `  ${line}`), `  target ≥ ${titles.target}: ${verdict}`].join('\n');
}

function cellsOf({ perSecond, cpuUs }: Side): string[] {
  return [whole(perSecond.median), rangeOf(perSecond, 0), cpuUs.median.toFixed(1)];
}

function rangeOf({ min, max }: Spread, digits: number): string {
  return [min, max].map((one) => (digits === 0 ? whole(one) : one.toFixed(digits))).join(' – ');
}

function whole(value: number): string {
  return Math.round(value).toLocaleString('en');
}

function pad(cell: string, width: number, isLeft: boolean): string {
  return isLeft ? cell.padEnd(width) : cell.padStart(width);
}
