/** Which of two schedules that show the same stands for both. */
import type { Option } from './option.ts';

interface Schedule {
  readonly switches: number;
  readonly options: readonly Option[];
}

/** Negative when the first one comes first. */
export type Comparison<T extends Schedule = Schedule> = (one: T, other: T) => number;

/** Fewer switches, then the lower lane at the first difference. */
export const bySwitches: Comparison = (one, other) => one.switches - other.switches || compareLanes(one, other);

/** Fewer steps first: for schedules of a scenario from which nothing may be left out. */
export const bySteps: Comparison = (one, other) =>
  turnsOf(one).length - turnsOf(other).length || bySwitches(one, other);

function compareLanes(one: Schedule, other: Schedule): number {
  const turns = turnsOf(one);
  const others = turnsOf(other);
  for (let i = 0; i < Math.min(turns.length, others.length); i++) {
    const difference = turns[i]!.place - others[i]!.place || turns[i]!.ordinal - others[i]!.ordinal;
    if (difference !== 0) return difference;
  }
  return turns.length - others.length;
}

function turnsOf({ options }: Schedule): Option[] {
  return options.filter(({ isEnd }) => !isEnd);
}
