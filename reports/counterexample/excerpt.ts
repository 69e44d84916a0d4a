/** Formats have limits, and traces have none: which steps to show, and what to say of the others. */
import type { Trace, TraceStep } from '../../harness/result.ts';
import { proofStep } from '../model/proof.ts';
import { count } from '../model/wording.ts';

export interface Excerpt {
  readonly steps: readonly TraceStep[];
  /** Null where nothing is left out. */
  readonly leftOut: string | null;
}

/** The steps that lead to the proof; of a trace that is short enough, all. */
export function excerptOf(trace: Trace, stepsMax: number): Excerpt {
  const { steps } = trace;
  if (steps.length <= stepsMax) return { steps, leftOut: null };
  const first = Math.max(1, proofStep(trace) - stepsMax + 1);
  const last = first + stepsMax - 1;
  const leftOut = `Steps ${count(first)} to ${count(last)} of ${count(steps.length)}: those that lead to the proof.`;
  return { steps: steps.slice(first - 1, last), leftOut };
}
