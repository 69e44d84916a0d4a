/**
 * A schedule as text: the actors in the order in which they take their steps, `reader reader writer writer reader`.
 * `reader/2` is the second of several things the reader could do. It survives a change of the code as long as the actors
 * take the same number of steps, and a divergence says where.
 */
import type { Choice } from '../scheduler/choice.ts';
import type { Run } from '../scheduler/run.ts';

export function scheduleOf(run: Run): string {
  const ordinalOf = (position: number): string => {
    const ordinal = run.choices.ordinals?.get(position) ?? 0;
    return ordinal === 0 ? '' : `/${ordinal + 1}`;
  };
  return run.chosen.map((actor, position) => actor.name + ordinalOf(position)).join(' ');
}

export interface ScheduleEntry {
  readonly actor: string;
  readonly ordinal: number;
}

export function parseSchedule(text: string): ScheduleEntry[] {
  return text
    .split(/[\s,]+/)
    .filter((word) => word !== '')
    .map((word) => {
      const [actor, ordinal = '1'] = word.split('/');
      return { actor: actor!, ordinal: Number(ordinal) - 1 };
    });
}

/** The index of the choice that an entry names; -1 when it is not enabled. */
export function indexOfEntry(enabled: readonly Choice[], { actor, ordinal }: ScheduleEntry): number {
  const first = enabled.findIndex((choice) => choice.actor.name === actor && choice.kind !== 'end');
  if (first < 0) return -1;
  const choice = enabled[first + ordinal];
  return choice?.actor.name === actor ? first + ordinal : -1;
}
