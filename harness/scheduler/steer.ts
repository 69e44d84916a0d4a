/** Keeps the order that a scenario asks for with `steer:` and leaves everything else free. */
import type { Choice, FaultChoice } from './choice.ts';
import { memberOf } from './redis-servers.ts';
import type { Run } from './run.ts';
import type { Step } from './step.ts';

/**
 * Drops the choices that would break a chain: a step may happen only when those before it in its chain have happened, or
 * cannot happen any more because nothing else is enabled.
 */
export function keepSteered(run: Run, enabled: Choice[]): readonly Choice[] {
  if (!run.plan.isSteered) return enabled;
  const isHeld = heldIn(run);
  const free = enabled.filter((choice) => !isHeld(choice));
  return free.length > 0 ? free : enabled;
}

/**
 * Which step an operation begins with is known only when its code has run. So where that turns out to be one that a chain
 * holds, though something else could have been chosen, the schedule is given up: it is none of those asked for.
 * @param heads what an operation may begin with that has just been invoked
 */
export function startsTooEarly(run: Run, heads: readonly Step[]): boolean {
  if (!run.plan.isSteered || run.phase !== 'main') return false;
  return heads.length > 0 && run.choices.hadOthers && heads.every(heldIn(run));
}

/** As things are now. */
function heldIn(run: Run): (choice: Choice) => boolean {
  const counts = new Map<string, number>();
  for (const step of run.steps) counts.set(step.label, (counts.get(step.label) ?? 0) + 1);
  const happened = (reference: string): boolean => {
    const { label, occurrence } = parseReference(reference);
    return (counts.get(label) ?? 0) >= occurrence;
  };
  return (choice) => {
    const label = labelOf(choice);
    if (label === null) return false;
    const occurrence = (counts.get(label) ?? 0) + 1;
    return run.plan.scenario.explore.steer.some((chain) => {
      const at = chain.findIndex((reference) => {
        const parsed = parseReference(reference);
        return parsed.label === label && parsed.occurrence === occurrence;
      });
      return at > 0 && !chain.slice(0, at).every(happened);
    });
  };
}

/** What a choice will be called; null for the start of an operation, whose first step is not known yet. */
export function labelOf(choice: Choice): string | null {
  if (choice.kind === 'step') return choice.label;
  if (choice.kind === 'deliver') return `${choice.actor.name}.${choice.name}`;
  if (choice.kind === 'apply') return `${choice.actor.name}.replica.apply`;
  if (choice.kind === 'refresh') return `${choice.actor.name}.nodes.refresh`;
  if (choice.kind === 'expire') return `${choice.actor.name}.${choice.place}.expire`;
  return choice.kind === 'fault' ? labelOfFault(choice) : null;
}

function labelOfFault({ actor, fault, hit }: FaultChoice): string {
  switch (hit.kind) {
    case 'stores':
      return `${actor.name}.${hit.place}.${hit.intervention.kind}`;
    case 'topology':
      return `${actor.name}.nodes.${memberOf(fault.plan)}`;
    case 'crash':
    case 'lock-timeout':
      return `${actor.name}.actor.${hit.victim.name}`;
    case 'step':
      return `${hit.step.label}!${fault.plan.kind}`;
    case 'delivery':
      return `${hit.delivery.actor.name}.${hit.delivery.name}!${fault.plan.kind}`;
    case 'rebalance':
      return `${actor.name}.kafka.rebalance`;
  }
}

/** `writer.redis.del#2` is the second `writer.redis.del`. */
export function parseReference(reference: string): { readonly label: string; readonly occurrence: number } {
  const [label, occurrence = '1'] = reference.split('#');
  return { label: label!, occurrence: Number(occurrence) };
}
