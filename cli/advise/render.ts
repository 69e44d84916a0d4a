/** The advice in the terminal, 80 columns wide. */
import { durationText } from '../../harness/advice/values.ts';
import type { Advice, CurvePoint, RankedAdvice, Rate, SweepAdvice } from '../../harness/result.ts';
import { MEETS, remarksOf, sentenceOf } from '../../reports/advice-text.ts';
import { metricText } from '../../reports/metric-text.ts';
import type { Style } from '../style.ts';

export function renderAdvice(advice: Advice, style: Style): string {
  const { scenario, runs, durationMs, target, sweeps, ranking } = advice;
  const title = style('bold', `Advice: ${scenario}`);
  const head = [
    `${title}   stale reads ≤ ${percent(target.max)} (${metricText(target.metric, 'share', target.max)})`,
    `${runs} × ${durationText(durationMs)} of virtual time for each value, ${target.confidence * 100} % intervals, seed ${advice.seed}`,
  ].join('\n');
  const blocks = sweeps.map((sweep) => [...verdictLines(sweep, style), ...curveLines(sweep, style)].join('\n'));
  const last = ranking.length > 1 ? [rankingLines(ranking, style).join('\n')] : [];
  const note = style('dim', 'Embedded engine, virtual time: as good as the latencies and load of the file.');
  return `${[head, ...blocks, ...last, note].join('\n\n')}\n`;
}

const SIGNS = { met: ['green', '✔'], 'not-met': ['red', '✘'], inconclusive: ['magenta', '?'] } as const;

function verdictLines(sweep: SweepAdvice, style: Style): string[] {
  const [colour, sign] = SIGNS[sweep.verdict];
  const name = style('bold', sweep.option === null ? sweep.strategy : `${sweep.strategy}, ${sweep.option}`);
  return [`${style(colour, sign)} ${name}: ${sentenceOf(sweep)}`, ...remarksOf(sweep).map((line) => `  ${line}`)];
}

function curveLines({ curve, option, smallest, cheapest }: SweepAdvice, style: Style): string[] {
  const head = [option ?? '', 'stale per million (interval)', 'MySQL/read', 'write', 'meets it'];
  const rows = curve.map((point) => [point.value ?? '', ...figures(point), MEETS[point.standing]]);
  return table([head, ...rows]).map((line, i) => {
    const value = curve[i - 1]?.value ?? null;
    return value !== null && (value === smallest || value === cheapest)
      ? style('bold', `▸ ${line}`)
      : `  ${i === 0 ? style('dim', line) : line}`;
  });
}

function figures({ rates, standing }: CurvePoint): string[] {
  if (standing === 'failed') return ['', '', ''];
  return [staleText(rates.stale_read_rate), plain(rates.mysql_reads_per_read), ms(rates.write_latency_mean)];
}

function staleText({ value, interval }: Rate): string {
  const million = (share: number): string => metricText('stale_read_rate', 'share', share, true);
  const [low, high] = interval!;
  return value === 0 ? `0 (at most ${million(high)})` : `${million(value!)} (${million(low)} to ${million(high)})`;
}

function plain({ value }: Rate): string {
  return value === null ? 'none' : metricText('', 'count', value);
}

function ms({ value }: Rate): string {
  return value === null ? 'none' : metricText('', 'ms', value);
}

/** By front: what is on the first one is beaten by nothing in all three. */
function rankingLines(ranking: readonly RankedAdvice[], style: Style): string[] {
  const head = ['front', 'strategy', 'stale at most', 'MySQL/read', 'write', 'meets it'];
  const rows = ranking.map(({ front, strategy, option, value, meets, costs }) => [
    String(front),
    option === null ? strategy : `${strategy} ${option} ${value}`,
    metricText('stale_read_rate', 'share', costs.staleAtMost, true),
    metricText('', 'count', costs.mysqlReadsPerRead),
    metricText('', 'ms', costs.writeMs),
    meets ? 'yes' : 'no',
  ]);
  const beaten = ranking.filter(({ dominatedBy }) => dominatedBy.length > 0);
  return [
    `${style('bold', 'Ranking')}   Pareto fronts: stale reads (upper bound), MySQL reads, write latency`,
    ...table([head, ...rows]).map((line, i) => `  ${i === 0 ? style('dim', line) : line}`),
    ...beaten.map(
      ({ strategy, dominatedBy }) => `  ${strategy} is no better in anything than ${dominatedBy.join(', ')}.`,
    ),
  ];
}

function table(rows: readonly (readonly string[])[]): string[] {
  const widths = rows[0]!.map((_, i) => Math.max(...rows.map((row) => row[i]!.length)));
  return rows.map((row) =>
    row
      .map((text, i) => text.padEnd(widths[i]!))
      .join('  ')
      .trimEnd(),
  );
}

function percent(share: number): string {
  return `${Number((share * 100).toPrecision(6))} %`;
}
