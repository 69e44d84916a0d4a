/** What schedules cost, a table for each scenario: of those with several nodes or caches, and of those where herds are judged. */
import type { CellResult, Result } from '../harness/result.ts';
import { costsOf } from '../reports/costs.ts';
import type { Style } from './style.ts';

const SCENARIOS_MAX = 5;
/** Follows from the share of hits, and is in the report. */
const LEFT_OUT = 'MySQL reads/read';

/** Empty where no scenario has costs that say something. */
export function costLines({ results }: Result, style: Style): string {
  const cells = results.filter(isTelling);
  const scenarios = [...new Set(cells.map(({ scenario }) => scenario))];
  const tables = scenarios.slice(0, SCENARIOS_MAX).map((scenario) => {
    const title = `${style('bold', `What a schedule costs in ${scenario}`)}: fewest to most, and mean`;
    return [title, ...tableOf(cells.filter((cell) => cell.scenario === scenario))].join('\n');
  });
  const more = scenarios.length - SCENARIOS_MAX;
  return [...tables, ...(more > 0 ? [`… and in ${more} more scenarios; the report has them all.`] : [])].join('\n\n');
}

function isTelling({ metrics, expectations }: CellResult): boolean {
  if (metrics['redis_bytes'] !== undefined || (metrics['oldest_read_ms'] ?? 0) > 0) return true;
  return expectations.some(({ anomaly }) => anomaly === 'thundering-herd');
}

function tableOf(cells: readonly CellResult[]): string[] {
  const costs = cells.map((cell) => costsOf(cell).filter(({ title }) => title !== LEFT_OUT));
  const titles = [...new Set(costs.flat().map(({ title }) => title))];
  const rows = cells.map(({ strategy }, i) => [
    strategy,
    ...titles.map((title) => costs[i]!.find((cost) => cost.title === title)?.text ?? ''),
  ]);
  const table = [['', ...titles], ...rows];
  const widths = titles.map((_, i) => Math.max(...table.map((row) => row[i + 1]!.length)));
  const first = Math.max(...cells.map(({ strategy }) => strategy.length));
  return table.map((row) =>
    row
      .map((text, i) => text.padEnd(i === 0 ? first : widths[i - 1]!))
      .join('  ')
      .trimEnd(),
  );
}
