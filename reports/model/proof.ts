/** Which step shows the anomaly, among the witness steps that explain it. */
import type { Trace, TraceStep } from '../../harness/result.ts';

/** Whether the step belongs to the argument and to the operation that was judged stale. */
export function isProof(trace: Trace, step: TraceStep): boolean {
  return step.witness && step.operation !== null && trace.operations[step.operation]?.stale === true;
}

/** Where to begin to look: the last step that proves the anomaly, since what comes after it explains nothing. */
export function proofStep(trace: Trace): number {
  const proof = trace.steps.findLast((step) => isProof(trace, step)) ?? trace.steps.findLast((step) => step.witness);
  return proof?.number ?? trace.steps.length;
}
