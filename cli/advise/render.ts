/** The advice in the terminal, 80 columns wide. */
import { durationText } from '../../harness/advice/values.ts';
import type { Rate } from '../../harness/result.ts';
import { metricText } from '../../reports/metric-text.ts';
import { thousands } from '../progress.ts';
import type { Style } from '../style.ts';
import type { Advice, CurvePoint, RankedAdvice, SweepAdvice } from './advice.ts';

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
  return [`${style(colour, sign)} ${name}: ${sentence(sweep)}`, ...remarks(sweep)];
}

function sentence(sweep: SweepAdvice): string {
  const { verdict, option, smallest, cheapest, range, curve, isComplete } = sweep;
  if (!isComplete) return `stopped after ${curve.length} ${curve.length === 1 ? 'value' : 'values'}`;
  if (option === null) {
    if (verdict === 'met') return 'it meets the target';
    return verdict === 'not-met' ? 'it does not meet the target' : undecided(sweep);
  }
  if (verdict === 'not-met') return `no value up to ${durationText(range!.toMs)} meets the target`;
  if (verdict === 'inconclusive') return undecided(sweep);
  const least =
    smallest === durationText(range!.fromMs) ? 'meets it, the smallest tried' : 'is the smallest value that meets it';
  return cheapest === smallest ? `${smallest} ${least}` : `${smallest} ${least}; ${cheapest} too, at less cost`;
}

function undecided({ curve, open }: SweepAdvice): string {
  if (curve.every(({ standing }) => standing === 'failed')) return 'nothing could be measured';
  const what = 'inconclusive: the target is within the interval';
  return open === null ? `${what}, and no number of reads would tell` : what;
}

const SHAPES = {
  falling: 'More of it, fewer stale reads: nowhere the other way, in the same runs.',
  rising: 'More of it, more stale reads: nowhere the other way, in the same runs.',
  mixed: 'More of it, now more and now fewer stale reads: what is between is not known.',
  level: 'No difference between the values could be told from chance.',
} as const;

function remarks({ option, shape, open, exceptions, curve, smallest }: SweepAdvice): string[] {
  const lines: string[] = [];
  if (option !== null && curve.length > 1) lines.push(SHAPES[shape]);
  if (exceptions.length > 0) lines.push(`Against it: at ${exceptions.join(', ')} it is the other way round.`);
  if (open !== null) {
    const which = open.value === null ? '' : ` whether ${open.value} meets it${smallest === null ? '' : ' too'}`;
    lines.push(`About ${thousands(open.moreReads)} more reads would tell${which}: --runs ${open.runs}.`);
  }
  for (const { value, problem } of curve) if (problem !== null) lines.push(`${value ?? 'It'} failed: ${problem}`);
  return lines.map((line) => `  ${line}`);
}

const MARKS = { met: 'yes', missed: 'no', open: 'open', failed: 'failed' } as const;

function curveLines({ curve, option, smallest, cheapest }: SweepAdvice, style: Style): string[] {
  const head = [option ?? '', 'stale per million (interval)', 'MySQL/read', 'write', 'meets it'];
  const rows = curve.map((point) => [point.value ?? '', ...figures(point), MARKS[point.standing]]);
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
