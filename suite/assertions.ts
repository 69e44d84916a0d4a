import { AssertionError } from 'node:assert';
import type { Anomaly } from '../harness/scenario.ts';
import { type Claim, CONVERGES, judge, MEETS_EXPECTATIONS, NEVER_STALE, never } from './claims.ts';
import type { Exploration } from './exploration.ts';
import { messageOf } from './message.ts';

/**
 * No read, while all run or at rest, is answered with an older version than it had to be: no `stale-read`, `read-your-writes`,
 * `monotonic-reads`, `stale-at-rest` or `resurrected`. For node:test, and wherever there is no `expect`.
 *
 * @throws AssertionError with the sentence, the steps and the replay command; also when the exploration is inconclusive. The report is written then
 */
export function assertNeverServesStale(exploration: Exploration): void {
  check(exploration, NEVER_STALE, assertNeverServesStale);
}

/**
 * When all have ended and all messages are delivered, every node serves the newest version: no `stale-at-rest`.
 *
 * @throws AssertionError as `assertNeverServesStale` does
 */
export function assertConverges(exploration: Exploration): void {
  check(exploration, CONVERGES, assertConverges);
}

/**
 * The anomaly shows in no schedule.
 *
 * @throws AssertionError as `assertNeverServesStale` does
 */
export function assertNever(exploration: Exploration, anomaly: Anomaly): void {
  check(exploration, never(anomaly), assertNever);
}

/**
 * The scenario's own `expect` and `thresholds` hold: the verdict is `pass`.
 *
 * @throws AssertionError as `assertNeverServesStale` does
 */
export function assertMeetsExpectations(exploration: Exploration): void {
  check(exploration, MEETS_EXPECTATIONS, assertMeetsExpectations);
}

function check(exploration: Exploration, claim: Claim, stackStartFn: (...args: never[]) => unknown): void {
  const judged = judge(exploration, claim);
  if (judged.verdict === 'pass') return;
  const message = messageOf(judged, exploration.save(), false);
  throw new AssertionError({ message, operator: stackStartFn.name, stackStartFn: stackStartFn as () => void });
}
