/**
 * The observer's steps on an engine that answers at once: executed the moment its code asks for them. It is alone, and
 * the first of its steps comes first in any case, so there is nothing to choose, and its whole read runs in one drain.
 * (Of calls that one read makes side by side, a later one may come sooner than by choice points: each order is one that
 * the read could have.)
 */
import { putOff } from './heads.ts';
import { errorOf, noteOutcome, valueOf } from './release.ts';
import type { Run } from './run.ts';
import { promiseOf, type Step } from './step.ts';

/** What time must bring is put off, and so is what comes after the last step that a phase may have. */
export function answerAtOnce(run: Run, step: Step): Promise<unknown> {
  const { actor } = step;
  if (step.store === 'clock' || actor.pending.length > 0 || actor.blocked !== null) return putOff(step);
  if (run.steps.length - run.observedFrom >= run.plan.maxSteps) return putOff(step);
  run.begin(step);
  if (step.execution === 'request') void run.engine.execute(step);
  if (noteOutcome(step)) return promiseOf(step);
  const error = errorOf(step);
  return error === null ? Promise.resolve(valueOf(step)) : Promise.reject(error);
}
