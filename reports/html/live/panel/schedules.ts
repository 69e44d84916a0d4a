/** Schedules as the panel changes them. */
import type { Turn, Use } from '../engine/protocol.ts';

/** Whose turn it is, and nothing about what is done with it: what another strategy does is its own affair. */
export function turnsOnly(schedule: readonly Turn[]): readonly Turn[] {
  return schedule.map(({ actor, choice }) => ({ actor, ...(choice !== undefined && { choice }) }));
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
