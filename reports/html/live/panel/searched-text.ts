/** What a search of all schedules says, and what it does not. */
import { count } from '../../../model/wording.ts';
import type { Searched } from '../engine/protocol.ts';

/** @param anomaly the one that is asked about; null: any */
export function searchedText(searched: Searched, anomaly: string | null): string {
  const { executed, found, isComplete, isReduced, isStopped, problem } = searched;
  const unit = isReduced ? 'class of equivalent orders' : 'order';
  const units = isReduced ? 'classes of equivalent orders' : 'orders';
  const seen = Object.entries(found).toSorted(([one]) => (one === anomaly ? -1 : 1));
  const scope = isComplete
    ? `all ${count(executed)} ${executed === 1 ? unit : units}`
    : `the first ${count(executed)} ${units}${isStopped ? ', then it was stopped' : ''}`;
  if (problem !== null) return `no verdict: ${problem}`;
  if (executed === 0) return 'none was executed.';
  if (seen.length > 0) {
    const parts = seen.map(([name, schedules]) => `${name} in ${count(schedules)}`);
    return `${parts.join(', ')} of ${scope}.`;
  }
  return isComplete ? `never an anomaly, in ${scope}.` : `no anomaly in ${scope}; there are more.`;
}
