/**
 * The observer's steps on an engine that answers at once: executed the moment its code asks for them. It is alone, and
 * the first of its steps comes first in any case, so there is nothing to choose, and its whole read runs in one drain.
 */
import type { Run } from './run.ts';
import { errorOf, valueOf } from './release.ts';
import type { Step } from './step.ts';
import { promiseOf } from './step.ts';

/** @returns null for what time must bring, and for what comes after the last step that a phase may have. */
export function answerAtOnce(run: Run, step: Step): Promise<unknown> | null {
  const { actor } = step;
  if (step.store === 'clock' || actor.pending.length > 0 || actor.blocked !== null) return null;
  if (run.steps.length - run.observedFrom >= run.plan.maxSteps) return null;
  run.begin(step);
  if (step.execution === 'request') void run.engine.execute(step);
  if (step.state === 'blocked') {
    actor.blocked = step;
    step.waitedFor = step.blockedBy;
    return promiseOf(step);
  }
  if (step.state === 'pending') step.state = 'done';
  const error = errorOf(step);
  return error === null ? Promise.resolve(valueOf(step)) : Promise.reject(error);
}
