/** The choices of a choice point, with names that stay the same while other actors' independent steps happen. */
import type { Footprint } from '../../dependence/access.ts';
import type { HappensBefore } from '../../dependence/happens-before.ts';
import type { Choice, FaultChoice } from '../../scheduler/choice.ts';
import type { Step } from '../../scheduler/step.ts';

export interface Candidate {
  readonly key: string;
  /** Of the actor whose step it will be. */
  readonly lane: number;
  /**
   * For what can be lost by waiting, because another step may take away its chance: faults, timers, expiries. What it
   * would touch now; null for everything else.
   */
  readonly fleeting: Footprint | null;
  /** The lane of the actor that it would end; -1 for none. */
  readonly victim: number;
  /** It need not happen even if nothing conflicts with it: it is a fault, or something else can happen to its actor. */
  readonly isContested: boolean;
  /** Where its actor has several things to do at once: what this one would touch now. Else null, and for faults, which come last. */
  readonly rival: Footprint | null;
}

export function candidatesOf(enabled: readonly Choice[], order: HappensBefore): Candidate[] {
  const lanes = enabled.map(laneOf);
  const victims = enabled.map(victimOf);
  return enabled.map((choice, i) => {
    const lane = lanes[i]!;
    const hasRival = lanes.some((other, j) => j !== i && other === lane);
    const fleeting = isFleeting(choice) ? order.pending(choice) : null;
    return {
      key: keyOf(choice),
      lane,
      fleeting,
      victim: victims[i]!,
      isContested: hasRival || fleeting !== null || victims.includes(lane),
      rival: hasRival && choice.kind !== 'fault' ? order.pending(choice) : null,
    };
  });
}

function victimOf(choice: Choice): number {
  return choice.kind === 'fault' && choice.hit.kind === 'crash' ? choice.hit.victim.index : -1;
}

/** The name of a choice: by its actor's own progress, and by its own pending steps. */
export function keyOf(choice: Choice): string {
  switch (choice.kind) {
    case 'step':
      return stepKey(choice);
    case 'start':
      return `${choice.actor.index}.${choice.actor.taken} start`;
    case 'apply':
    case 'refresh':
      return `${choice.actor.index}.${choice.actor.taken} ${choice.kind}`;
    case 'deliver':
      return `${choice.actor.index}.${choice.actor.taken} deliver ${choice.queue}`;
    case 'expire':
      return `expire ${choice.place} ${choice.key} ${choice.at}`;
    case 'end':
      return 'end';
    case 'fault': {
      const { fault, hit } = choice;
      return `${fault.actor.name}.${fault.count} ${hit.kind} ${targetOf(hit)}`;
    }
  }
}

function targetOf(hit: FaultChoice['hit']): string {
  if ('victim' in hit) return hit.victim.name;
  if (hit.kind === 'step') return stepKey(hit.step);
  if (hit.kind === 'stores') return String(hit.intervention.server ?? '');
  return hit.kind === 'delivery' ? String(hit.delivery.queue) : '';
}

/** By the actor's own progress and its own pending steps. */
function stepKey(step: Step): string {
  return `${step.actor.index}.${step.actor.taken} ${step.actor.pending.indexOf(step)}`;
}

function laneOf(choice: Choice): number {
  if (choice.kind !== 'fault') return choice.actor.index;
  const { hit } = choice;
  if (hit.kind === 'step') return hit.step.actor.index;
  return hit.kind === 'delivery' ? hit.delivery.actor.index : choice.actor.index;
}

function isFleeting(choice: Choice): boolean {
  if (choice.kind === 'fault' || choice.kind === 'expire' || choice.kind === 'end') return true;
  if (choice.kind === 'step') return choice.store === 'clock';
  return choice.kind === 'start' && choice.actor.startMs > 0;
}
