/** What is not as it was in one cell. */
import type { AnomalyResult, CellResult, ExpectationResult, Rate, Verdict } from '../../harness/result.ts';
import { metricText } from '../metric-text.ts';
import { limitText, measuredText } from '../threshold-text.ts';
import { count, percent, percentAtMost } from '../model/wording.ts';

/**
 * `doubtful`: there is no verdict any more. `unclear`: a sampled share is another one, but its interval overlaps what it was.
 */
export type ChangeKind = 'new' | 'gone' | 'worse' | 'better' | 'changed' | 'unclear' | 'doubtful';

export interface Change {
  readonly kind: ChangeKind;
  /** `stale-at-rest`, `stale-at-rest is never`, `failure 7cd8493d2c78, stale-read` */
  readonly what: string;
  readonly before: string;
  readonly after: string;
  /** Something fails that did not. */
  readonly fails: boolean;
}

type Anomaly = ExpectationResult['anomaly'];

/** @param before null where the cell was not there */
export function changesOf(before: CellResult | null, after: CellResult): readonly Change[] {
  return [
    ...expectationChanges(before, after),
    ...thresholdChanges(before, after),
    ...rateChanges(before, after),
    ...(after.fuzz === undefined ? anomalyChanges(before, after) : fuzzChanges(before, after)),
  ];
}

function expectationChanges(before: CellResult | null, after: CellResult): Change[] {
  return after.expectations.flatMap(({ anomaly, is, verdict, because }): Change[] => {
    const old = before?.expectations.find((one) => one.anomaly === anomaly && one.is === is);
    const texts = { what: `${anomaly} is ${is}`, before: old?.verdict ?? 'not there', after: because ?? verdict };
    return verdictChange(texts, old?.verdict, verdict);
  });
}

function thresholdChanges(before: CellResult | null, after: CellResult): Change[] {
  return (after.thresholds ?? []).flatMap((threshold): Change[] => {
    const unit = after.rates?.[threshold.metric]?.unit ?? 'count';
    const what = limitText(threshold, unit);
    const old = before?.thresholds?.find((one) => limitText(one, unit) === what);
    const measured = {
      what,
      before: old === undefined ? 'not there' : measuredText(old, unit),
      after: measuredText(threshold, unit),
    };
    return verdictChange(measured, old?.verdict, threshold.verdict);
  });
}

/** What is expected in production, where it is not what it was: whether more of it is worse, depends on what it is. */
function rateChanges(before: CellResult | null, { rates = {} }: CellResult): Change[] {
  return Object.entries(rates).flatMap(([name, rate]): Change[] => {
    const old = before?.rates?.[name];
    if (!old?.interval || !rate.interval) return [];
    const isElsewhere = rate.interval[0] > old.interval[1] || rate.interval[1] < old.interval[0];
    if (!isElsewhere) return [];
    return [{ kind: 'changed', what: name, before: rateText(name, old), after: rateText(name, rate), fails: false }];
  });
}

function rateText(name: string, { value, interval, unit }: Rate): string {
  const [low, high] = interval!.map((bound) => metricText(name, unit, bound));
  return `${metricText(name, unit, value ?? 0)} (95 %: ${low} to ${high})`;
}

function verdictChange(
  texts: Pick<Change, 'what' | 'before' | 'after'>,
  was: Verdict | undefined,
  is: Verdict,
): Change[] {
  if (is === was || (was === undefined && is === 'pass')) return [];
  if (is === 'fail') return [{ ...texts, kind: 'new', fails: true }];
  if (is === 'inconclusive') return [{ ...texts, kind: 'doubtful', fails: false }];
  return [{ ...texts, kind: was === 'fail' ? 'gone' : 'better', fails: false }];
}

function anomalyChanges(before: CellResult | null, after: CellResult): Change[] {
  const anomalies = [...new Set([...namesOf(before), ...namesOf(after)])];
  return anomalies.flatMap((anomaly) => anomalyChange(anomaly, before, after) ?? []);
}

function anomalyChange(anomaly: Anomaly, before: CellResult | null, after: CellResult): Change | null {
  const [old, now] = [before?.anomalies[anomaly], after.anomalies[anomaly]];
  const [seenBefore, seenNow] = [old?.schedules ?? 0, now?.schedules ?? 0];
  const texts = {
    what: anomaly,
    before: before === null ? 'not there' : shareOf(before, old),
    after: shareOf(after, now),
  };
  if (seenBefore === 0 && seenNow === 0) return null;
  // Expectations speak for themselves; an anomaly of which none speaks is news that nobody has allowed.
  const isJudged = after.expectations.some((one) => one.anomaly === anomaly);
  if (seenBefore === 0) return { ...texts, kind: 'new', fails: !isJudged };
  if (seenNow === 0) return { ...texts, kind: 'gone', fails: false };
  if (seenNow === seenBefore && after.schedules.executed === before!.schedules.executed) return null;
  return { ...texts, kind: tendency(old!, now!), fails: false };
}

/** Of counts of a whole search none is a rate; of samples the intervals decide. */
function tendency({ interval: old }: AnomalyResult, { interval: now }: AnomalyResult): ChangeKind {
  if (old === undefined || now === undefined) return 'changed';
  if (now[0] > old[1]) return 'worse';
  return now[1] < old[0] ? 'better' : 'unclear';
}

/** Fingerprints are the same for the same failure, whatever seed or policy found it. */
function fuzzChanges(before: CellResult | null, after: CellResult): Change[] {
  const old = new Map((before?.fuzz?.failures ?? []).map((failure) => [failure.fingerprint, failure]));
  const found = after.fuzz!.failures.filter(({ fingerprint }) => !old.delete(fingerprint));
  const textOf = ({ fingerprint, anomaly }: { fingerprint: string; anomaly: Anomaly }): string =>
    `failure ${fingerprint}, ${anomaly}`;
  return [
    ...found.map((failure): Change => {
      const after = `${count(failure.schedules)} schedules`;
      return { kind: 'new', what: textOf(failure), before: 'not found', after, fails: true };
    }),
    ...[...old.values()].map((failure): Change => {
      const before = `${count(failure.schedules)} schedules`;
      return { kind: 'gone', what: textOf(failure), before, after: 'not found', fails: false };
    }),
  ];
}

function namesOf(cell: CellResult | null): Anomaly[] {
  return Object.keys(cell?.anomalies ?? {}) as Anomaly[];
}

function shareOf({ schedules: { executed } }: CellResult, finding: AnomalyResult | undefined): string {
  const share = `${count(finding?.schedules ?? 0)} of ${count(executed)}`;
  const interval = finding?.interval;
  return interval === undefined ? share : `${share} (95 %: ${percent(interval[0])} to ${percentAtMost(interval[1])})`;
}
