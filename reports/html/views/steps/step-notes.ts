/** What is worth saying about a step beyond its request and its answer. */
import type { Trace, TraceStep } from '../../../../harness/result.ts';
import { lockText } from '../../../model/lock-text.ts';
import { outcomeText } from '../../../model/operation-text.ts';
import { isProof } from '../../../model/proof.ts';
import { windowStoreName } from '../../../model/place-name.ts';

export function stepNotes(trace: Trace, step: TraceStep): readonly string[] {
  const notes: string[] = [];
  if (isProof(trace, step)) notes.push('Proves the anomaly');
  else if (step.witness) notes.push('Part of the argument');
  if (step.fault !== null) notes.push(`Fault: ${step.fault}`);
  if (step.blockedBy !== null) {
    const granted = step.grantedAt === null ? 'to the end' : `until step ${step.grantedAt}`;
    notes.push(`Waits for ${lockText(step)} ${granted}`);
  }
  for (const window of trace.staleWindows) {
    if (window.from === step.number)
      notes.push(`${window.key} becomes stale in ${windowStoreName(window.store)}: ${window.opens}`);
    if (window.to === step.number)
      notes.push(
        `${window.key} is fresh again in ${windowStoreName(window.store)}${window.closes === null ? '' : `: ${window.closes}`}`,
      );
  }
  for (const operation of trace.operations) {
    if (operation.to === step.number && operation.actor === step.actor)
      notes.push(`${operation.kind} ${outcomeText(operation)}`);
  }
  return notes;
}
