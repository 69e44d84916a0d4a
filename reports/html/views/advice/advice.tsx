/** @jsxRuntime automatic @jsxImportSource preact */
/** How long must it be, and what does that cost? The trade-off curves of `stalemate advise`. */
import type { Advice, CurvePoint, Rate, RankedAdvice, SweepAdvice } from '../../../../harness/result.ts';
import { MEETS, remarksOf, sentenceOf } from '../../../advice-text.ts';
import { metricText } from '../../../metric-text.ts';
import { Plot, type PlotSeries } from '../charts/plot.tsx';
import { VerdictBadge } from '../page/badge.tsx';
import { DataTable } from '../table/data-table.tsx';

const STALE = 'stale_read_rate';
const VERDICTS = { met: 'pass', 'not-met': 'fail', inconclusive: 'inconclusive' } as const;

export function AdviceView({ advice }: { readonly advice: readonly Advice[] }) {
  if (advice.length === 0) return null;
  return (
    <section id="/advice" aria-labelledby="advice-title">
      <h2 id="advice-title">Advice</h2>
      {advice.map((one) => (
        <OfScenario advice={one} />
      ))}
    </section>
  );
}

function OfScenario({ advice: { scenario, runs, seed, target, sweeps, ranking } }: { readonly advice: Advice }) {
  return (
    <>
      <h3>
        {scenario}: stale reads ≤ {metricText(STALE, 'share', target.max)}
      </h3>
      <p class="hint">
        {runs} runs of each value, seed {seed}. A value meets the target when the whole interval does.
      </p>
      <ul class="expectations">
        {sweeps.map((sweep) => (
          <li>
            <VerdictBadge verdict={VERDICTS[sweep.verdict]} />
            <span class="claim">
              <strong>{nameOf(sweep)}</strong>: {sentenceOf(sweep)}
            </span>
            <span class="observed">{remarksOf(sweep).join(' ')}</span>
          </li>
        ))}
      </ul>
      <div class="charts">
        {COSTS.map((cost) => (
          <TradeOff {...{ scenario, sweeps, cost }} max={target.max} />
        ))}
      </div>
      <Values {...{ scenario, sweeps }} />
      {ranking.length > 1 && <Ranking {...{ scenario, ranking }} />}
    </>
  );
}

interface Cost {
  readonly metric: 'mysql_reads_per_read' | 'write_latency_mean';
  readonly title: string;
  readonly unit: Rate['unit'];
}

/** What staleness is traded for. */
const COSTS: readonly Cost[] = [
  { metric: 'mysql_reads_per_read', title: 'MySQL reads for each read', unit: 'count' },
  { metric: 'write_latency_mean', title: 'mean latency of a write', unit: 'ms' },
];

interface TradeOffProps {
  readonly scenario: string;
  readonly sweeps: readonly SweepAdvice[];
  readonly cost: Cost;
  readonly max: number;
}

/** The bound and not the estimate: it is what the target is compared with, and what is left where nothing was seen. */
function TradeOff({ scenario, sweeps, cost: { metric, title, unit }, max }: TradeOffProps) {
  const series = sweeps.map((sweep): PlotSeries => {
    const isCurve = sweep.curve.length > 1;
    const points = sweep.curve.flatMap(({ value, standing, rates }) => {
      const [x, stale] = [rates[metric].value, rates[STALE]];
      if (standing === 'failed' || x === null || stale.interval === null) return [];
      const label = isCurve && value !== null && isTold(sweep, value) ? value : null;
      return [{ x, y: stale.interval[1], isBound: stale.value === 0, ...(label !== null && { label }) }];
    });
    return { name: nameOf(sweep), drawn: isCurve ? 'line' : 'points', points };
  });
  return (
    <Plot
      id={`${scenario}:advice:${metric}`}
      title={`Stale reads at most (95 %), against the ${title}`}
      x={{ title, kind: 'linear', textOf: (value) => metricText('', unit, value) }}
      y={{
        title: 'stale reads per million, at most',
        kind: 'log',
        textOf: (share) => metricText(STALE, 'share', share, true),
      }}
      limit={{ y: max, text: 'target' }}
      series={series}
      head={['Strategy', 'Value', title, 'Stale reads at most']}
      rows={measured(sweeps).map(({ sweep, point: { value, rates } }) => [
        nameOf(sweep),
        value ?? 'as it is',
        figure(rates[metric]),
        metricText(STALE, 'share', rates[STALE].interval![1]),
      ])}
    />
  );
}

/** Those that the answer is about, and the ends: a label for each point would hide the others. */
function isTold({ curve, smallest, cheapest }: SweepAdvice, value: string): boolean {
  return [smallest, cheapest, curve[0]!.value, curve.at(-1)!.value].includes(value);
}

function Values({ scenario, sweeps }: { readonly scenario: string; readonly sweeps: readonly SweepAdvice[] }) {
  return (
    <details class="fold">
      <summary>Every value that was tried</summary>
      <DataTable
        label={`Every value that was tried in ${scenario}`}
        head={[
          'Strategy',
          'Value',
          'Stale reads',
          'MySQL reads for each read',
          'MySQL statements a second',
          'Write',
          'Read',
          'Hits',
          'Meets it',
        ]}
        rows={sweeps.flatMap((sweep) =>
          sweep.curve.map((point) => [
            nameOf(sweep),
            point.value ?? 'as it is',
            staleText(point),
            ...(
              ['mysql_reads_per_read', 'mysql_qps', 'write_latency_mean', 'read_latency_mean', 'hit_rate'] as const
            ).map((metric) => figure(point.rates[metric])),
            MEETS[point.standing],
          ]),
        )}
      />
    </details>
  );
}

function Ranking({ scenario, ranking }: { readonly scenario: string; readonly ranking: readonly RankedAdvice[] }) {
  return (
    <details class="fold" open>
      <summary>Which strategy costs least: Pareto fronts</summary>
      <DataTable
        label={`Pareto fronts of ${scenario}`}
        head={[
          'Strategy',
          'Front',
          'Stale reads at most',
          'MySQL reads for each read',
          'Write',
          'Meets it',
          'No better in anything than',
        ]}
        rows={ranking.map(({ strategy, option, value, front, costs, meets, dominatedBy }) => [
          option === null ? strategy : `${strategy}, ${option}: ${value}`,
          front,
          metricText(STALE, 'share', costs.staleAtMost),
          metricText('', 'count', costs.mysqlReadsPerRead),
          metricText('', 'ms', costs.writeMs),
          meets ? 'yes' : 'no',
          dominatedBy.join(', '),
        ])}
      />
    </details>
  );
}

function nameOf({ strategy, option }: SweepAdvice): string {
  return option === null ? strategy : `${strategy}, ${option}`;
}

function measured(sweeps: readonly SweepAdvice[]) {
  return sweeps.flatMap((sweep) =>
    sweep.curve.filter(({ standing }) => standing !== 'failed').map((point) => ({ sweep, point })),
  );
}

function staleText({ standing, problem, rates }: CurvePoint): string {
  const { value, interval } = rates[STALE];
  if (standing === 'failed' || value === null || interval === null) return problem ?? 'not measured';
  const million = (share: number) => metricText(STALE, 'share', share, true);
  if (value === 0) return `0 (at most ${metricText(STALE, 'share', interval[1])})`;
  return `${metricText(STALE, 'share', value)} (${million(interval[0])} to ${million(interval[1])})`;
}

function figure({ value, unit }: Rate): string {
  return value === null ? 'none' : metricText('', unit, value);
}
