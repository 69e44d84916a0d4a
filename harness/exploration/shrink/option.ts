/** What could be chosen at one point of a run: plain data, equal for equal choices of equal scenarios whatever their names. */
import type { FaultKind } from '../../scenario.ts';
import type { Actor } from '../../scheduler/actor.ts';
import type { Choice } from '../../scheduler/choice.ts';
import type { Run } from '../../scheduler/run.ts';
import type { Operation, OperationKind } from '../../scheduler/step.ts';

export interface Option {
  /** The lane's place from the left. */
  readonly place: number;
  /** The operation that it belongs to, by its position in the scenario; -1 for none. */
  readonly operation: number;
  /** Its place among the options of the same lane. */
  readonly ordinal: number;
  /** The place of the actor that a fault hits, and which of its operations; -1 for none. */
  readonly victim: number;
  readonly hitOperation: number;
  /** Ends the run: no step, and no turn of anybody. */
  readonly isEnd: boolean;
  /** How many other lanes must have a turn after this one, at least. */
  readonly othersAtLeast: number;
}

export function optionsOf(run: Run, enabled: readonly Choice[]): Option[] {
  const needing = lanesInNeed(run, enabled);
  let ordinal = 0;
  return enabled.map((choice, i): Option => {
    const { actor } = choice;
    const before = enabled[i - 1];
    ordinal = before !== undefined && before.actor === actor && before.kind !== 'end' ? ordinal + 1 : 0;
    const hit = choice.kind === 'fault' ? choice.hit : null;
    const step = hit?.kind === 'step' ? hit.step : null;
    const victim = hit !== null && 'victim' in hit ? hit.victim : step?.actor;
    return {
      place: actor.index,
      operation: positionOf(run, choice),
      ordinal,
      victim: victim?.index ?? -1,
      hitOperation: step === null ? -1 : placeOf(run, step.operation),
      isEnd: choice.kind === 'end',
      othersAtLeast: needing.size - (needing.has(actor) ? 1 : 0),
    };
  });
}

function positionOf(run: Run, choice: Choice): number {
  if (choice.kind === 'start') return run.publishers?.isLane(choice.actor) === true ? -1 : choice.actor.next;
  return choice.kind === 'step' ? placeOf(run, choice.operation) : -1;
}

/** Its place among the operations of its actor. What the consumer does, and the background, is in no scenario. */
function placeOf(run: Run, operation: Operation | null): number {
  if (operation === null || BACKGROUND.has(operation.kind)) return -1;
  let place = 0;
  for (const other of run.operations) {
    if (other === operation) return place;
    if (other.actor === operation.actor) place++;
  }
  return -1;
}

/** What no scenario lists. */
const BACKGROUND: ReadonlySet<OperationKind> = new Set(['change', 'poll', 'message']);

/** A fault of these kinds can take a turn off an actor. */
const RELIEVING: readonly FaultKind[] = ['crash', 'drop', 'lost-reply', 'reorder', 'lock-timeout', 'rebalance'];

/** Lanes that cannot be done without another turn. */
function lanesInNeed(run: Run, enabled: readonly Choice[]): Set<Actor> {
  const needing = new Set<Actor>();
  const { faults } = run.plan.scenario;
  for (const kind of RELIEVING) {
    const atMost = faults.reduce((sum, plan) => (plan.kind === kind ? sum + plan.atMost : sum), 0);
    if (atMost > 0 && run.steps.filter(({ fault }) => fault === kind).length < atMost) return needing;
  }
  for (const actor of run.actors) {
    if (actor.crashed) continue;
    const isWaiting = run.pipeline?.owns(actor) === true && run.pipeline.isInNeed(actor);
    const isDue = run.publishers?.isLane(actor) === true && run.publishers.isDue(actor);
    const isToBegin = actor.current === null && (isDue || actor.next < actor.operations.length);
    const isSent = run.subscribers?.isLane(actor) === true && run.subscribers.isInNeed(actor);
    if (actor.pending.length > 0 || isToBegin || isWaiting || isSent) needing.add(actor);
  }
  for (const choice of enabled) {
    if (choice.kind === 'fault' && choice.fault.count < choice.fault.plan.atLeast) needing.add(choice.actor);
  }
  return needing;
}
