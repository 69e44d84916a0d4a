/** A schedule as numbers: who was chosen, and which of the things it could do. What mutations work on. */
import type { Choice } from '../../scheduler/choice.ts';
import type { Run } from '../../scheduler/run.ts';

/** More lanes than any scenario has. */
const LANES_MAX = 2 ** 16;

export function choicesOf({ choices: { chosen, ordinals } }: Run): readonly number[] {
  return chosen.map((actor, position) => actor.index + LANES_MAX * (ordinals.get(position) ?? 0));
}

/** The index of the choice among those enabled; where its actor can do other things only, the first of them. -1: it can do nothing. */
export function indexOfChoice(enabled: readonly Choice[], choice: number): number {
  const lane = choice % LANES_MAX;
  const first = enabled.findIndex(({ actor, kind }) => actor.index === lane && kind !== 'end');
  if (first < 0) return -1;
  const meant = first + Math.floor(choice / LANES_MAX);
  return enabled[meant]?.actor.index === lane ? meant : first;
}
