/** Steps on replicas, and of replicas, that a file names without having any: they would never happen. */
import { replicaNames } from '../../harness/scheduler/replicas.ts';
import type { Path, Report } from '../problem.ts';
import { oneOf, quoted } from '../words.ts';
import type { Draft } from './draft.ts';

export function isReplicaName(name: string): boolean {
  return /^replica\d*$/.test(name);
}

/** @param step `replica.select` */
export function checkReplicaStep(draft: Draft, step: string, at: Path, report: Report): void {
  if (!step.startsWith('replica.') || replicasOf(draft) !== 0) return;
  const message = 'found a step on a replica, but the topology has none';
  report({ at, message, fix: 'add `topology: { replicas: 1 }`' });
}

/** `replica.replica.apply`, or `replica2.replica.apply` where there are several. */
export function checkApplyReference(
  draft: Draft,
  { actor, step }: { readonly actor: string; readonly step: string },
  at: Path,
  report: Report,
): void {
  const count = replicasOf(draft);
  if (count === null || count === 0) return checkReplicaStep(draft, 'replica.apply', at, report);
  const names = replicaNames(count);
  if (!names.includes(actor)) {
    const message = `found a step of ${quoted(actor)}, which is not a replica of this file`;
    report({ at, message, fix: `write ${oneOf(names)}` });
  } else if (step !== 'replica.apply') {
    report({ at, message: `found ${quoted(step)}, which no replica does`, fix: 'write `replica.apply`' });
  }
}

/** Null where the file says it in a form that is not right. */
export function replicasOf({ topology = {} }: Draft): number | null {
  return topology === null || ('replicas' in topology && topology.replicas === undefined)
    ? null
    : (topology.replicas ?? 0);
}
