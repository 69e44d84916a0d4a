/** What a calibration came to, as a table. */
import type { Compared, Rate } from './compare.ts';
import { FACTOR_MAX, factorOf, misordered, outcomeOf } from './compare.ts';

export function calibrationText(title: string, all: readonly Compared[]): string {
  const sorted = all.toSorted((one, other) => other.measured.rate - one.measured.rate);
  const rows = [
    ['stale reads', 'measured', '', 'predicted', '', 'ratio', 'own delays', 'put in', 'standstill', ''],
    ...sorted.map((one) => {
      const { name, measured, predicted, recorded, injected } = one;
      const outcome = outcomeOf(one);
      const ratio = factorOf(one)?.toFixed(2) ?? '–';
      return [
        name,
        ...cellsOf(measured),
        ...cellsOf(predicted),
        ratio,
        percent(recorded.rate),
        percent(injected.rate),
        `${Math.round(one.standstillMs)} ms`,
        outcome === 'met' ? '' : outcome,
      ];
    }),
  ];
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  const lines = rows.map((row) =>
    row
      .map((cell, column) =>
        column === 0 || column === 9 ? cell.padEnd(widths[column]!) : cell.padStart(widths[column]!),
      )
      .join('  ')
      .trimEnd(),
  );
  const wrong = misordered(sorted);
  const met = all.filter((one) => outcomeOf(one) === 'met').length;
  return [
    title,
    ...lines.map((line) => `  ${line}`),
    `  within a factor of ${FACTOR_MAX}: ${met} of ${all.length}`,
    wrong.length === 0
      ? '  order: the same'
      : `  order: ${wrong.map(([less, more]) => `${more} is worse than ${less}, and predicted to be better`).join('; ')}`,
  ].join('\n');
}

function cellsOf({ rate, interval: [low, high] }: Rate): [string, string] {
  return [percent(rate), `${percent(low)} – ${percent(high)}`];
}

function percent(share: number): string {
  const value = share * 100;
  return `${value === 0 ? '0' : value >= 10 ? value.toFixed(1) : value >= 1 ? value.toFixed(2) : value.toFixed(3)} %`;
}
