/** Who could go on at a choice point: what policies that think in actors and in switches between them ask. */
import type { Actor } from '../../scheduler/actor.ts';
import type { Choice } from '../../scheduler/choice.ts';

/** The actor waits for time to pass, which costs nothing: whoever polls could do so for ever. */
export function isTimer(choice: Choice): boolean {
  return choice.kind === 'step' && choice.store === 'clock';
}

const OWN: ReadonlySet<Choice['kind']> = new Set(['step', 'start', 'deliver', 'apply']);

/** What an actor does of its own accord, and not the clock, a fault, or the end. */
export function isOwn(choice: Choice): boolean {
  return OWN.has(choice.kind);
}

/** The first thing that `actor` could do at once, without waiting for time to pass; -1 when there is none. */
export function goOn(enabled: readonly Choice[], actor: Actor | null): number {
  return enabled.findIndex((choice) => choice.actor === actor && isOwn(choice) && !isTimer(choice));
}

/** What comes next when nobody is interrupted and nothing goes wrong that need not. */
export function undisturbed(enabled: readonly Choice[], last: Actor | null): number {
  const preferences = [
    goOn(enabled, last),
    enabled.findIndex((choice) => isOwn(choice) && !isTimer(choice)),
    enabled.findIndex(({ kind }) => kind !== 'fault'),
  ];
  return preferences.find((index) => index >= 0) ?? 0;
}
