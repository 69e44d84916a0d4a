/** What is worth saying about a step beyond its request and its answer. */
import type { Trace, TraceStep } from '../../../../harness/result.ts';
import { isProof } from '../../model/proof.ts';

export function stepNotes(trace: Trace, step: TraceStep): readonly string[] {
  const notes: string[] = [];
  if (isProof(trace, step)) notes.push('Proves the anomaly');
  else if (step.witness) notes.push('Part of the argument');
  if (step.fault !== null) notes.push(`Fault: ${step.fault}`);
  if (step.blockedBy !== null) {
    const granted = step.grantedAt === null ? 'to the end' : `until step ${step.grantedAt}`;
    notes.push(`Waits for the lock of ${step.blockedBy} ${granted}`);
  }
  for (const window of trace.staleWindows) {
    if (window.from === step.number) notes.push(`${window.store} becomes stale: ${window.opens}`);
    if (window.to === step.number)
      notes.push(`${window.store} is fresh again: ${window.closes ?? 'the window closes'}`);
  }
  for (const operation of trace.operations) {
    if (operation.to !== step.number || operation.actor !== step.actor) continue;
    notes.push(
      operation.error === null
        ? `${operation.kind} returns${operation.stale ? ' a stale value' : ''}`
        : `${operation.kind} fails: ${operation.error}`,
    );
  }
  return notes;
}
