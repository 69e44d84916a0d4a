/** What is not as it was in one cell. */
import type { AnomalyResult, CellResult, ExpectationResult } from '../../harness/result.ts';
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
    ...(after.fuzz === undefined ? anomalyChanges(before, after) : fuzzChanges(before, after)),
  ];
}

function expectationChanges(before: CellResult | null, after: CellResult): Change[] {
  return after.expectations.flatMap(({ anomaly, is, verdict, because }): Change[] => {
    const old = before?.expectations.find((one) => one.anomaly === anomaly && one.is === is);
    const was = old?.verdict ?? 'not there';
    if (verdict === was || (old === undefined && verdict === 'pass')) return [];
    const change = { what: `${anomaly} is ${is}`, before: was, after: because ?? verdict };
    if (verdict === 'fail') return [{ ...change, kind: 'new', fails: true }];
    if (verdict === 'inconclusive') return [{ ...change, kind: 'doubtful', fails: false }];
    return [{ ...change, kind: was === 'fail' ? 'gone' : 'better', fails: false }];
  });
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
