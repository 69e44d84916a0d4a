/** Schedules as the panel changes them. */
import { isSameAnchor } from '../../../../harness/exploration/replay/recorded-schedule.ts';
import type { Possibility, Turn, Use } from '../engine/protocol.ts';

/** Whose turn it is, and nothing about what is done with it: what another strategy does is its own affair. */
export function turnsOnly(schedule: readonly Turn[]): readonly Turn[] {
  return schedule.map(({ actor, choice }) => ({ actor, ...(choice !== undefined && { choice }) }));
}

/** The schedule up to here, then this, then the rest of it in the order that it had. */
export function scheduleWith(schedule: readonly Turn[], at: number, { turn }: Possibility): readonly Turn[] {
  const before = schedule.slice(0, at);
  if (turn === null) return before;
  const rest = schedule.slice(at);
  const later = rest.findIndex((other) => isSameTurn(turn, other));
  return later < 0
    ? [...before, turn, ...rest]
    : [...before, rest[later]!, ...rest.slice(0, later), ...rest.slice(later + 1)];
}

/** @param turn of which is known what could be known before: of the start of an operation, nothing about its first step */
function isSameTurn({ actor, step }: Turn, other: Turn): boolean {
  if (actor !== other.actor) return false;
  if (step === undefined) return other.step === undefined || other.step.begins === true;
  return other.step !== undefined && isSameAnchor(step, other.step);
}

/**
 * The turn at another place. An actor's turns keep their order, so it goes as far as the next one of its own.
 * @returns null where it cannot move at all
 */
export function moved(schedule: readonly Turn[], from: number, to: number): readonly Turn[] | null {
  const turn = schedule[from];
  if (turn === undefined) return null;
  const way = Math.sign(to - from);
  let place = from;
  while (place !== to && schedule[place + way] !== undefined && schedule[place + way]!.actor !== turn.actor)
    place += way;
  if (place === from) return null;
  const others = schedule.filter((_, i) => i !== from);
  return [...others.slice(0, place), turn, ...others.slice(place)];
}

export function isSameUse(one: Use, other: Use): boolean {
  const sorted = ({ with: options }: Use): unknown => Object.entries(options).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return one.name === other.name && JSON.stringify(sorted(one)) === JSON.stringify(sorted(other));
}

/** `lease (hold_off: 50ms)` */
export function nameOfUse({ name, with: options }: Use): string {
  const parts = Object.entries(options).map(([option, value]) => `${option}: ${String(value)}`);
  return parts.length === 0 ? name : `${name} (${parts.join(', ')})`;
}
