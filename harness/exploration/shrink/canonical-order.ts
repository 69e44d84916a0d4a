/** Which of two schedules that show the same stands for both: fewer switches, then the lower lane at the first difference. */
import type { Option } from './option.ts';

interface Schedule {
  readonly switches: number;
  readonly options: readonly Option[];
}

/** Negative when the first one comes first. */
export function compareSchedules(one: Schedule, other: Schedule): number {
  if (one.switches !== other.switches) return one.switches - other.switches;
  const turns = one.options.filter(({ isEnd }) => !isEnd);
  const others = other.options.filter(({ isEnd }) => !isEnd);
  for (let i = 0; i < Math.min(turns.length, others.length); i++) {
    const difference = turns[i]!.place - others[i]!.place || turns[i]!.ordinal - others[i]!.ordinal;
    if (difference !== 0) return difference;
  }
  return turns.length - others.length;
}
