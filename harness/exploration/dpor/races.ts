/**
 * Races of an execution: two steps of different actors that conflict, with nothing between them that keeps their order.
 * Reversed, they lead to executions of another kind. Which choices do that, at the point before the first of the two, is
 * a source set: Abdulla, Aronis, Jonsson, Sagonas, "Source Sets", JACM 2017, algorithm 1.
 */
import { conflicts } from '../../dependence/access.ts';
import type { HappensBefore } from '../../dependence/happens-before.ts';
import { covers } from '../../dependence/happens-before.ts';

export interface Race {
  readonly first: number;
  readonly second: number;
}

/** The races of one step with those before it. */
export function racesOf({ steps }: HappensBefore, second: number): Race[] {
  const { base, footprint } = steps[second]!;
  const known = base.slice();
  const races: Race[] = [];
  for (let first = second - 1; first >= 0; first--) {
    const earlier = steps[first]!;
    if (covers(known, earlier) || !conflicts(earlier.footprint, footprint)) continue;
    races.push({ first, second });
    for (let lane = 0; lane < earlier.clock.length; lane++)
      known[lane] = Math.max(known[lane] ?? 0, earlier.clock[lane] ?? 0);
  }
  return races;
}

/** Steps that could come first when the race is reversed: of those after its first that do not need it. */
export function initialsOf(order: HappensBefore, { first, second }: Race): number[] {
  const initials: number[] = [];
  const others: number[] = [];
  for (let i = first + 1; i <= second; i++) {
    if (i < second && order.precedes(first, i)) continue;
    if (!others.some((other) => order.precedes(other, i))) initials.push(i);
    others.push(i);
  }
  return initials;
}
