/** Gates: what a scenario expects of an anomaly, held against what the exploration showed. */
import type { ExpectationResult, Verdict } from '../../result.ts';
import { idleActorsOf } from './certificate.ts';
import type { Evidence } from './evidence.ts';
import type { Shard } from '../division/shard.ts';

export type Judged = Pick<Evidence, 'tally' | 'isComplete' | 'isSampled' | 'isStopped' | 'actors' | 'reach' | 'unit'>;

/** Why a pass would say nothing; null when the exploration is worth believing. */
export function whyInconclusive(evidence: Judged, policy: string): string | null {
  const { tally, isComplete, isSampled, isStopped, reach, unit } = evidence;
  if (tally.executed === 0) return 'no schedule was executed';
  if (tally.unknown > 0) return `${tally.unknown} of ${tally.executed} schedules have no verdict`;
  if (isStopped) return 'stopped before it was done';
  if (!isSampled && !isComplete) return `the budget ended after ${tally.executed} schedules, ${howFar(reach, unit)}`;
  const idle = idleActorsOf(evidence);
  if (idle.length > 0) return `${idle.join(', ')} took no step in any schedule`;
  if (tally.raced === 0 && policy !== 'pinned') return 'nothing raced: no two operations on one key overlapped';
  return null;
}

function howFar(reach: Evidence['reach'], unit: Evidence['unit']): string {
  if (reach === null)
    return unit.startsWith('classes')
      ? 'one of each class so far, before all classes of interleavings were seen'
      : 'before all interleavings were seen';
  const { preemptions } = reach;
  if (preemptions === null) return 'before all of those without a pre-emption were seen';
  return `and all with at most ${preemptions} pre-emption${preemptions === 1 ? '' : 's'} were seen`;
}

/** @param shard a part can show that an anomaly exists, and never that it does not; null for the whole */
export function judgeExpectation(
  evidence: Judged,
  policy: string,
  { strategy, anomaly, is }: Pick<ExpectationResult, 'strategy' | 'anomaly' | 'is'>,
  shard: Shard | null = null,
): ExpectationResult {
  const { tally } = evidence;
  const seen = tally.findings[anomaly].schedules;
  const doubt = shard === null ? whyInconclusive(evidence, policy) : onlyThe(shard);
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

function onlyThe({ index, count }: Shard): string {
  return `this is shard ${index} of ${count}; \`stalemate merge\` judges the whole`;
}

/** The worst of all: fail, then inconclusive, then pass. */
export function worst(verdicts: readonly Verdict[]): Verdict {
  if (verdicts.includes('fail')) return 'fail';
  return verdicts.includes('inconclusive') ? 'inconclusive' : 'pass';
}
