/** What of an actor's pending steps can be executed now. */
import type { Actor } from './actor.ts';
import { NO_STEPS } from './actor.ts';
import type { Choice } from './choice.ts';
import type { Faults } from './faults.ts';
import { type Operation, promiseOf, type Step } from './step.ts';

/** Its code runs, but not because of a step: it waits for another actor, or for work that escaped. */
export function isIdle(actor: Actor): boolean {
  return actor.current !== null && actor.pending.length === 0 && actor.blocked === null && actor.withheld === 0;
}

/**
 * The step that is all its actor can do, and can be done at once. Null where one has to look closer: at an actor that
 * waits, sleeps, has several steps pending or an operation to begin.
 */
export function soleChoice({ pending, blocked, current }: Actor): Step | null {
  if (pending.length !== 1 || blocked !== null || current === null) return null;
  const step = pending[0]!;
  return step.store === 'clock' ? null : step;
}

/**
 * Adds what the actor can do at once. One connection is one queue: of each store, that is only the oldest pending step.
 * @returns whether the actor sleeps
 */
export function addHeads({ pending, blocked }: Actor, list: Choice[]): boolean {
  let sleeping = false;
  let redis = false;
  let mysql = blocked !== null;
  for (const step of pending) {
    if (step.store === 'clock') {
      sleeping = true;
    } else if (step.store === 'local') {
      list.push(step);
    } else if (step.connection >= 0) {
      if (isFirstOnConnection(step, pending, blocked)) list.push(step);
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

/** Of what the actor has sent there: what another one has sent there may have been sent later. */
function isFirstOnConnection(step: Step, pending: readonly Step[], blocked: Step | null): boolean {
  return blocked?.session !== step.session && pending.find(({ session }) => session === step.session) === step;
}

/** The steps of one operation that can be executed now. */
export function headsOf(operation: Operation): readonly Step[] {
  const only = soleChoice(operation.actor);
  if (only !== null) return only.operation === operation ? operation.actor.pending : NO_STEPS;
  const heads: Choice[] = [];
  addHeads(operation.actor, heads);
  return (heads as Step[]).filter((step) => step.operation === operation);
}

/** What an operation can begin with, also hit by a fault. */
export function openersOf(operation: Operation, faults: Faults | null): Choice[] {
  const openers = headsOf(operation);
  const list: Choice[] = [...openers];
  faults?.addHits(openers, list);
  return list;
}

/** A step that its actor's code has asked for waits to be chosen. */
export function putIn(step: Step): void {
  const { actor } = step;
  actor.pending = actor.pending.length === 0 ? [step] : [...actor.pending, step];
}

/** What the code that asks for a step awaits: the step waits to be chosen. */
export function putOff(step: Step): Promise<unknown> {
  if (!step.actor.crashed) putIn(step);
  return promiseOf(step);
}

/** A step that is about to be executed is pending no more. */
export function takeOut(step: Step): void {
  const { actor } = step;
  const { pending } = actor;
  if (pending.length === 1 && pending[0] === step) actor.pending = NO_STEPS;
  else if (pending.length > 0) actor.pending = pending.filter((other) => other !== step);
}
