/** @jsxRuntime automatic @jsxImportSource preact */
/** What does safety cost? Rates with their intervals, of policies that estimate them; counts of a search are no rates and are not drawn. */
import type { TimedDifference } from '../../../../harness/result.ts';
import type { Anomaly, Cell, Summary } from '../../../model/summary.ts';
import { list, percent, percentAtMost, plural } from '../../../model/wording.ts';
import { metricText } from '../../../metric-text.ts';
import { Rates, type RateLine } from '../charts/rates.tsx';
import { Freshness, WindowSurvival } from './freshness.tsx';
import { Costs } from './costs.tsx';
import { Differences } from './differences.tsx';
import { VersionsBehind } from './versions-behind.tsx';

const STALE = 'stale_read_rate';

/** Whether a result has anything that may be drawn as a rate. */
export function hasTradeOffs({ cells }: Pick<Summary, 'cells'>): boolean {
  return cells.some((cell) => cell.timed !== undefined || sampledAnomalies(cell).length > 0);
}

export function TradeOffs({ summary }: { readonly summary: Summary }) {
  if (!hasTradeOffs(summary)) return null;
  const scenarios = [...new Set(summary.cells.map(({ scenario }) => scenario))];
  return (
    <section id="/trade-offs" aria-labelledby="trade-offs-title">
      <h2 id="trade-offs-title">What safety costs</h2>
      {scenarios.map((scenario) => (
        <OfScenario
          {...{ scenario }}
          cells={summary.cells.filter((cell) => cell.scenario === scenario)}
          differences={(summary.differences ?? []).filter((one) => one.scenario === scenario)}
        />
      ))}
    </section>
  );
}

interface ScenarioProps {
  readonly scenario: string;
  readonly cells: readonly Cell[];
  readonly differences: readonly TimedDifference[];
}

function OfScenario({ scenario, cells, differences }: ScenarioProps) {
  const timed = cells.filter((cell) => cell.timed !== undefined && cell.rates !== undefined);
  const sampled = cells.filter((cell) => cell.timed === undefined);
  const anomalies = [...new Set(sampled.flatMap(sampledAnomalies))];
  const seen = anomalies.filter((anomaly) => sampled.some((cell) => (cell.anomalies[anomaly]?.schedules ?? 0) > 0));
  if (timed.length === 0 && anomalies.length === 0) return null;
  return (
    <>
      <h3>{scenario}</h3>
      <div class="charts">
        {timed.length > 0 && (
          <>
            <Rates
              id={`${scenario}:stale`}
              title="Stale reads, 95 % interval"
              textOf={(value) => metricText(STALE, 'share', value)}
              lines={timed.map(timedLine)}
            />
            <Costs {...{ scenario }} cells={timed} />
            <Freshness {...{ scenario }} cells={timed} />
            <WindowSurvival {...{ scenario }} cells={timed} />
            <VersionsBehind {...{ scenario }} cells={timed} />
          </>
        )}
        {seen.map((anomaly) => (
          <Rates
            id={`${scenario}:${anomaly}`}
            title={`${anomaly}: share of runs, 95 % interval`}
            textOf={percent}
            lines={sampled.flatMap((cell) => sampledLine(cell, anomaly))}
          />
        ))}
      </div>
      <Unseen {...{ sampled }} anomalies={anomalies.filter((anomaly) => !seen.includes(anomaly))} />
      <Differences differences={differences} />
    </>
  );
}

/** With the bound that is left: of many anomalies, there is nothing to see. */
function Unseen({ sampled, anomalies }: { readonly sampled: readonly Cell[]; readonly anomalies: readonly Anomaly[] }) {
  if (anomalies.length === 0) return null;
  const bounds = sampled.flatMap((cell) =>
    anomalies.flatMap((anomaly) => cell.anomalies[anomaly]?.interval?.[1] ?? []),
  );
  return (
    <p class="hint">
      Never seen in a run of any strategy: {list(anomalies)}, each in at most {percentAtMost(Math.max(...bounds))} of
      the runs.
    </p>
  );
}

function timedLine({ strategy, rates = {}, thresholds = [] }: Cell): RateLine {
  const rate = rates[STALE];
  const { value = null, interval = null, samples = 0 } = rate ?? {};
  const limit = thresholds.find(({ metric }) => metric === STALE)?.max ?? null;
  const show = (share: number) => metricText(STALE, 'share', share);
  const bounds = interval === null ? '' : ` (95 %: ${show(interval[0])} to ${show(interval[1])})`;
  const text = value === null ? 'nothing to measure' : `${show(value)}${bounds} of ${plural(samples, 'read')}`;
  return { name: strategy, value, interval, limit, text };
}

/** Anomalies whose share one random sample estimates; where nothing raced there was nothing to estimate. */
function sampledAnomalies({ anomalies, schedules, policy, timed }: Cell): readonly Anomaly[] {
  if (timed !== undefined || schedules.raced === 0 || policy === 'exhaustive' || policy === 'bounded') return [];
  const all = Object.entries(anomalies) as [Anomaly, Cell['anomalies'][Anomaly]][];
  return all.flatMap(([anomaly, finding]) => (finding?.interval === undefined ? [] : [anomaly]));
}

function sampledLine(cell: Cell, anomaly: Anomaly): readonly RateLine[] {
  if (!sampledAnomalies(cell).includes(anomaly)) return [];
  const { schedules, interval = null } = cell.anomalies[anomaly]!;
  const { executed } = cell.schedules;
  const value = schedules / executed;
  const bounds = interval === null ? '' : ` (95 %: ${percent(interval[0])} to ${percentAtMost(interval[1])})`;
  const text = schedules === 0 ? `never seen in ${plural(executed, 'run')}` : percent(value);
  return [{ name: cell.strategy, value, interval, limit: null, text: `${text}${bounds}` }];
}
