/**
 * Places in the code of operations, by what a person would call them: `mysql.update`, and `redis.get#2` for the second one
 * of an operation. Where an actor does several kinds of operations, a place is one of the kind: `read redis.get`.
 */
import type { Step } from '../../scheduler/step.ts';

/** @param before the places of the operation's steps before this one; null when it is the first. */
export function siteOf(step: Step, before: readonly string[] | null): string {
  const { operation, intervention } = step;
  if (operation === null) return intervention!.kind;
  const site = `${operation.kind} ${step.store}.${step.command}`;
  if (before === null) return site;
  let count = 1;
  for (const other of before) if (other === site || other.startsWith(`${site}#`)) count++;
  return count === 1 ? site : `${site}#${count}`;
}

/**
 * The key that a step is about, as the scenario names it: that of its operation, which stands also for a lock or a version
 * that the strategy keeps beside it. Null for what is about no key, or about all of them.
 */
export function keyOf(step: Step): string | null {
  if (step.operation !== null) return step.operation.key;
  return step.intervention?.kind === 'flush' ? null : step.subject;
}

/** What happens to the cache by itself: a fault, or an expiry. It belongs to no operation. */
export function isBySelf({ intervention }: Step): boolean {
  return intervention !== null && intervention.kind !== 'disconnect';
}
