/** What a result says yes or no to, one line each: expectations, thresholds, failures that fuzzing found, a replay. */
import type { Result, Verdict } from '../../harness/result.ts';
import { limitText, measuredText } from '../threshold-text.ts';
import { cellText, shareText } from './cell.ts';
import { foundText } from './found.ts';
import type { Cell, Failure, Summary } from './summary.ts';

export interface Check {
  /** Index into the cells. */
  readonly cell: number;
  /** `lease: stale-at-rest is never` */
  readonly name: string;
  /** `unjudged`: nothing was expected of the cell, so that it is neither right nor wrong. */
  readonly verdict: Verdict | 'unjudged';
  /** What was seen, or why there is no verdict. */
  readonly seen: string;
  /** The failure that shows it. */
  readonly failure: Failure | null;
}

/** In the order of the cells. */
export function checksOf(summary: Summary): readonly Check[] {
  const failures = new Map(summary.failures.map((failure) => [failure.id, failure]));
  return summary.cells.flatMap((cell, index): readonly Check[] => {
    const about = { cell: index, failure: null };
    if (summary.replay !== undefined) return [{ ...about, ...replayCheck(summary.replay, cell), failure: null }];
    if (cell.fuzzed !== null) return fuzzChecks(summary, cell, index);
    const judged = cell.expectations.map(({ anomaly, is, verdict, because }): Check => {
      const finding = cell.anomalies[anomaly];
      const isSeen = finding !== undefined && finding.schedules > 0;
      const seen = because ?? (isSeen ? shareText(cell, finding) : absenceOf(cell));
      const failure = failures.get(finding?.failure ?? '') ?? null;
      return { cell: index, name: `${cell.strategy}: ${anomaly} is ${is}`, verdict, seen, failure };
    });
    judged.push(...thresholdChecks(cell, index));
    return judged.length > 0 ? judged : [{ ...about, ...unjudged(cell) }];
  });
}

function thresholdChecks({ strategy, rates = {}, thresholds = [] }: Cell, index: number): readonly Check[] {
  return thresholds.map((threshold) => {
    const unit = rates[threshold.metric]?.unit ?? 'count';
    const measured = measuredText(threshold, unit);
    const seen = threshold.because === undefined ? measured : `${measured}: ${threshold.because}`;
    const name = `${strategy}: ${limitText(threshold, unit)}`;
    return { cell: index, name, verdict: threshold.verdict, seen, failure: null };
  });
}

function replayCheck({ execution, anomaly, message }: NonNullable<Result['replay']>, { strategy }: Cell) {
  const verdict = execution === 'reproduced' ? 'pass' : execution === 'no-verdict' ? 'inconclusive' : 'fail';
  return { name: `${strategy}: the replay shows ${anomaly ?? 'an anomaly'}`, verdict, seen: message } as const;
}

function fuzzChecks({ failures }: Summary, cell: Cell, index: number): readonly Check[] {
  const found = failures.filter((failure) => failure.cell === index && failure.found !== null);
  const none = { cell: index, name: `${cell.strategy}: no new failure`, failure: null };
  if (found.length === 0 && (cell.problems.length > 0 || cell.schedules.raced === 0))
    return [{ ...none, verdict: 'inconclusive', seen: doubtOf(cell) }];
  if (found.length === 0) return [{ ...none, verdict: 'pass', seen: 'no failure was found' }];
  return found.map((failure): Check => {
    const { fingerprint, isNew } = failure.found!;
    const name = `${cell.strategy}: failure ${fingerprint}, ${failure.anomaly}`;
    return { cell: index, name, verdict: isNew ? 'fail' : 'pass', seen: foundText(failure.found!, cell), failure };
  });
}

function unjudged(cell: Cell): Pick<Check, 'name' | 'verdict' | 'seen'> {
  const isDoubtful = cell.problems.length > 0 || cell.schedules.raced === 0;
  const seen = cellText(cell)
    .lines.map(({ anomaly, text }) => (anomaly === null ? text : `${anomaly} in ${text}`))
    .join(', ');
  return {
    name: `${cell.strategy}: nothing is expected`,
    verdict: isDoubtful ? 'inconclusive' : 'unjudged',
    seen: isDoubtful ? doubtOf(cell) : seen,
  };
}

function doubtOf({ problems }: Cell): string {
  return problems[0]?.message ?? 'nothing raced';
}

function absenceOf(cell: Cell): string {
  return cellText({ ...cell, anomalies: {} }).lines[0]?.text ?? '';
}
