/**
 * A schedule as text: the actors in the order in which they take their steps, `reader reader writer writer reader`.
 * `reader/2` is the second of several things the reader could do. It survives a change of the code as long as the actors
 * take the same number of steps, and a divergence says where.
 */
import type { Run } from '../../scheduler/run.ts';
import type { RecordedChoice } from './recorded-schedule.ts';

export function scheduleOf(run: Run): string {
  const ordinalOf = (position: number): string => {
    const ordinal = run.choices.ordinals.get(position) ?? 0;
    return ordinal === 0 ? '' : `/${ordinal + 1}`;
  };
  return run.chosen.map((actor, position) => actor.name + ordinalOf(position)).join(' ');
}

export function parseSchedule(text: string): RecordedChoice[] {
  return text
    .split(/[\s,]+/)
    .filter((word) => word !== '')
    .map((word) => {
      const [actor, choice] = word.split('/');
      return choice === undefined ? { actor: actor! } : { actor: actor!, choice: Number(choice) };
    });
}
