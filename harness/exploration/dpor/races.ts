/**
 * Races of an execution: two steps of different actors that conflict, with nothing between them that keeps their order.
 * Reversed, they lead to executions of another kind.
 */
import { conflicts } from '../../dependence/access.ts';
import type { HappensBefore } from '../../dependence/happens-before.ts';
import { covers, join } from '../../dependence/happens-before.ts';

export interface Race {
  readonly first: number;
  readonly second: number;
}

export function racesOf(order: HappensBefore): Race[] {
  return order.steps.flatMap((_, second) => racesWith(order, second));
}

/** With those before it. */
function racesWith({ steps }: HappensBefore, second: number): Race[] {
  const { base, footprint } = steps[second]!;
  const known = base.slice();
  const races: Race[] = [];
  for (let first = second - 1; first >= 0; first--) {
    const earlier = steps[first]!;
    if (covers(known, earlier) || !conflicts(earlier.footprint, footprint)) continue;
    races.push({ first, second });
    join(known, earlier.clock);
  }
  return races;
}

/** What to do in place of the race's first step so that its second comes before it: all that does not need the first, and then the second. */
export function reversalOf(order: HappensBefore, { first, second }: Race): number[] {
  const steps: number[] = [];
  for (let i = first + 1; i < order.steps.length; i++) if (i !== second && !order.precedes(first, i)) steps.push(i);
  return [...steps, second];
}
