/** Why a run of policy `timed` may end without figures, in words that say how to mend it. */
import type { RunProblem } from '../scheduler/problems.ts';

/** So long after the load has ended, all that it began must have ended. */
export const DRAIN_MS_MAX = 600_000;

export function endless(): RunProblem {
  return {
    kind: 'step-limit',
    message: `${DRAIN_MS_MAX / 60_000} minutes of virtual time after the load had ended, the strategy was still at work. Fix: look for a loop that waits for another operation`,
  };
}

export function overloaded(atWork: number, nowMs: number): RunProblem {
  return {
    kind: 'step-limit',
    message: `${atWork} operations are under way at once after ${Math.round(nowMs)} ms: more arrive than end. Fix: lower the rates of \`load\`, or look for what they wait for`,
  };
}

export function stuck(count: number): RunProblem {
  return {
    kind: 'deadlock',
    message: `nothing can happen any more, but ${count} operations have not ended: they wait for promises that no step will settle, or for locks that nobody lets go`,
  };
}
