/** What of an actor's pending steps can be executed now. */
import type { Actor } from './actor.ts';
import type { Choice } from './choice.ts';
import type { Operation, Step } from './step.ts';

/** Its code runs, but not because of a step: it waits for another actor, or for work that escaped. */
export function isIdle(actor: Actor): boolean {
  return actor.current !== null && actor.pending.length === 0 && actor.blocked === null;
}

/**
 * Adds what the actor can do at once. One connection is one queue: of each store, that is only the oldest pending step.
 * @returns whether the actor sleeps
 */
export function addHeads({ pending, blocked }: Actor, list: Choice[]): boolean {
  if (pending.length === 1 && pending[0]!.store !== 'clock') {
    if (blocked === null || pending[0]!.store !== 'mysql') list.push(pending[0]!);
    return false;
  }
  let sleeping = false;
  let redis = false;
  let mysql = blocked !== null;
  for (const step of pending) {
    if (step.store === 'clock') {
      sleeping = true;
    } else if (step.store === 'local') {
      list.push(step);
    } else if (step.store === 'redis') {
      if (!redis) list.push(step);
      redis = true;
    } else {
      if (!mysql) list.push(step);
      mysql = true;
    }
  }
  return sleeping;
}

/** The steps of one operation that can be executed now. */
export function headsOf(operation: Operation): readonly Step[] {
  const heads: Choice[] = [];
  addHeads(operation.actor, heads);
  return (heads as Step[]).filter((step) => step.operation === operation);
}

/** A step that is about to be executed is pending no more. */
export function takeOut(step: Step): void {
  const { pending } = step.actor;
  const at = pending.indexOf(step);
  if (at === 0) pending.shift();
  else if (at > 0) pending.splice(at, 1);
}
