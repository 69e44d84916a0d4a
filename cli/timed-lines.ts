/** What is expected in production, for cells under policy `timed`: figures with intervals, apart from all that is counted in schedules. */
import type { CellResult, Rate, Result, TimedDifference } from '../harness/result.ts';
import { metricText } from '../reports/metric-text.ts';
import { limitText, measuredText } from '../reports/threshold-text.ts';
import { thousands } from './progress.ts';
import type { Style } from './style.ts';

/** In the table, as many as there is room for, unless nobody measured them. The report and `--json` have them all. */
const COLUMNS = [
  ['stale_read_rate', 'stale reads'],
  ['hit_rate', 'hits'],
  ['write_latency_mean', 'write'],
  ['stale_age_p99', 'stale age p99'],
  ['mysql_qps', 'MySQL/s'],
  ['at_rest_divergence', 'stale at rest'],
] as const;
const DIFFERENCES_MAX = 10;

/** Empty where no cell is under policy `timed`. */
export function timedLines(result: Result, style: Style, columns: number): string {
  const cells = result.results.filter(isTimed);
  const scenarios = [...new Set(cells.map(({ scenario }) => scenario))];
  const blocks = scenarios.map((scenario) => {
    const own = cells.filter((cell) => cell.scenario === scenario);
    const [first] = own;
    const { runs, durationMs } = first!.timed!;
    const title = `${style('bold', `Expected in production: ${scenario}`)}   ${runs} × ${seconds(durationMs)} of virtual time, 95 % intervals`;
    return [title, ...tableOf(own, columns), ...differenceLines(result.differences ?? [], scenario)].join('\n');
  });
  return blocks.join('\n\n');
}

export function isTimed({ timed }: CellResult): boolean {
  return timed !== undefined;
}

function tableOf(cells: readonly CellResult[], width: number): string[] {
  let table = [['', ...cells.map(({ strategy }) => strategy)]];
  for (const [name, title] of COLUMNS) {
    if (cells.every(({ rates }) => rates![name]!.value === null)) continue;
    const wider = [...table, [title, ...cells.map(({ rates }) => cellText(name, rates![name]!))]];
    if (widthsOf(wider).reduce((sum, one) => sum + one + 2, -2) <= width) table = wider;
  }
  const widths = widthsOf(table);
  return table[0]!.map((_, row) =>
    table
      .map((column, i) => column[row]!.padEnd(widths[i]!))
      .join('  ')
      .trimEnd(),
  );
}

function widthsOf(columns: readonly (readonly string[])[]): number[] {
  return columns.map((column) => Math.max(...column.map((text) => text.length)));
}

function cellText(name: string, { value, interval, unit }: Rate): string {
  if (value === null) return 'none';
  if (interval === null) return metricText(name, unit, value);
  if (value === 0 && interval[0] === 0) return `0 (at most ${metricText(name, unit, interval[1])})`;
  return `${metricText(name, unit, value)} (${metricText(name, unit, interval[0], true)} to ${metricText(name, unit, interval[1], true)})`;
}

/** Those that are told from 0: the rest of the pairs may as well be the same. */
function differenceLines(differences: readonly TimedDifference[], scenario: string): string[] {
  const told = differences.filter(
    (one) =>
      one.scenario === scenario && (one.interval[0] > 0 || one.interval[1] < 0) && one.metric === 'stale_read_rate',
  );
  return told.slice(0, DIFFERENCES_MAX).map(({ strategy, than, difference, interval, pairs }) => {
    const [low, high] = interval.map((bound) => Math.abs(bound) * 1e6).sort((one, other) => one - other) as [
      number,
      number,
    ];
    const word = difference > 0 ? 'more' : 'fewer';
    const millionths = (share: number): string => thousands(Math.round(share));
    return `${strategy}: ${millionths(Math.abs(difference) * 1e6)} ${word} stale reads per million than ${than} in the same ${pairs} runs (${millionths(low)} to ${millionths(high)})`;
  });
}

/** Every threshold, one line each: the interval decides, so it is shown. */
export function thresholdLines({ results }: Result, style: Style): string[] {
  return results.flatMap(({ scenario, rates, thresholds = [] }) =>
    thresholds.map((threshold) => {
      const { strategy, verdict, because } = threshold;
      const { unit } = rates![threshold.metric]!;
      const sign = {
        pass: style('green', 'passed'),
        fail: style('red', 'failed'),
        inconclusive: style('magenta', 'inconclusive'),
      };
      return `${sign[verdict]}  ${scenario}: ${strategy} ${limitText(threshold, unit)}: ${measuredText(threshold, unit)}${because === undefined ? '' : `: ${because}`}`;
    }),
  );
}

/** What the figures rest on. */
export function timedCertificate(results: readonly CellResult[]): string | null {
  const cells = results.filter(isTimed);
  if (cells.length === 0) return null;
  const sum = (of: (cell: CellResult) => number): string =>
    thousands(cells.reduce((total, cell) => total + of(cell), 0));
  const runs = sum(({ timed }) => timed!.runs);
  const differed = sum(({ certificate }) => certificate.differed);
  return `${runs} runs of a load, ${sum(({ certificate }) => certificate.operations.completed)} operations, ${sum(({ timed }) => timed!.steps)} simulated steps; the first run of each cell executed twice (${differed} differed)`;
}

function seconds(ms: number): string {
  return ms >= 60_000 && ms % 60_000 === 0 ? `${ms / 60_000} min` : `${ms / 1000} s`;
}
