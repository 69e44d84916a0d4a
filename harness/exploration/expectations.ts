/** Gates: what a scenario expects of an anomaly, held against what the exploration showed. */
import type { ExpectationResult, Verdict } from '../result.ts';
import type { Expectation } from '../scenario.ts';
import type { Exploration } from './explore.ts';

/** Why a pass would say nothing; null when the exploration is worth believing. */
export function whyInconclusive({ tally, isComplete, isStopped }: Exploration, policy: string): string | null {
  if (tally.executed === 0) return 'no schedule was executed';
  if (tally.unknown > 0) return `${tally.unknown} of ${tally.executed} schedules have no verdict`;
  if (isStopped) return 'stopped before it was done';
  if (policy === 'exhaustive' && !isComplete)
    return `the budget ended after ${tally.executed} schedules, before all interleavings were seen`;
  if (tally.raced === 0 && policy !== 'pinned') return 'nothing raced: no two operations on one key overlapped';
  return null;
}

export function judgeExpectation(
  exploration: Exploration,
  policy: string,
  expectation: Expectation,
): ExpectationResult {
  const { strategy, anomaly, is } = expectation;
  const { tally } = exploration;
  const seen = tally.findings[anomaly].schedules;
  const doubt = whyInconclusive(exploration, policy);
  const result = (verdict: Verdict, because?: string): ExpectationResult =>
    because === undefined ? { strategy, anomaly, is, verdict } : { strategy, anomaly, is, verdict, because };
  const count = `${seen} of ${tally.executed} schedules`;
  switch (is) {
    case 'never':
      if (seen > 0) return result('fail', `${anomaly} in ${count}`);
      return doubt === null ? result('pass') : result('inconclusive', doubt);
    case 'possible':
      if (seen > 0) return result('pass');
      return doubt === null
        ? result('fail', `${anomaly} in none of ${tally.executed} schedules`)
        : result('inconclusive', doubt);
    case 'always':
      if (seen < tally.judged) return result('fail', `${anomaly} in only ${count}`);
      return doubt === null ? result('pass') : result('inconclusive', doubt);
  }
}

/** The worst of all: fail, then inconclusive, then pass. */
export function worst(verdicts: readonly Verdict[]): Verdict {
  if (verdicts.includes('fail')) return 'fail';
  return verdicts.includes('inconclusive') ? 'inconclusive' : 'pass';
}
