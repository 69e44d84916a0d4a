/**
 * Flip pairs: two steps of different actors that depend on each other, with nothing between them that has to stay between
 * them, and the anomaly is gone when they change places. What the bug hangs on, found by execution (after Hermit's bisect).
 */
import { Lenient } from '../exploration/shrink/choosers.ts';
import type { Laboratory, Specimen } from '../exploration/shrink/laboratory.ts';
import type { Option } from '../exploration/shrink/option.ts';
import type { Flip } from '../result.ts';

export async function flipsOf(laboratory: Laboratory, specimen: Specimen): Promise<Flip[]> {
  const flips: Flip[] = [];
  const { steps } = specimen.order.happensBefore;
  for (let second = 1; second < steps.length; second++) {
    for (let first = second - 1; first >= 0; first--) {
      if (!isNeighbours(specimen, first, second)) continue;
      if (await passes(laboratory, specimen, swap(specimen, first, second)))
        flips.push({ first: first + 1, second: second + 1 });
    }
  }
  return flips.sort((one, other) => one.first - other.first || one.second - other.second);
}

/** Different lanes, one before the other, and nothing between them in the order that matters. */
function isNeighbours({ order: { happensBefore } }: Specimen, first: number, second: number): boolean {
  const { steps } = happensBefore;
  if (steps[first]!.step.actor === steps[second]!.step.actor || !happensBefore.precedes(first, second)) return false;
  for (let between = first + 1; between < second; between++) {
    if (happensBefore.precedes(first, between) && happensBefore.precedes(between, second)) return false;
  }
  return true;
}

interface Swap {
  readonly schedule: readonly Option[];
  /** How many choices of it there are up to the second of the two. */
  readonly length: number;
}

/** What can be before both, then the second, the first, and what has to come after it. */
function swap({ options, order: { steps, happensBefore } }: Specimen, first: number, second: number): Swap {
  const take = (isWanted: (step: number) => boolean): Option[] => options.filter((_, i) => isWanted(steps[i]!));
  const isBetween = (step: number): boolean => step > first && step < second;
  const upToBoth = [
    ...take((step) => step < first),
    ...take((step) => isBetween(step) && !happensBefore.precedes(first, step)),
    ...take((step) => step === second),
    ...take((step) => step === first),
  ];
  const rest = take((step) => step > second || (isBetween(step) && happensBefore.precedes(first, step)));
  return { schedule: [...upToBoth, ...rest], length: upToBoth.length };
}

/** False also where the second one cannot happen before the first. */
async function passes(laboratory: Laboratory, { candidate }: Specimen, { schedule, length }: Swap): Promise<boolean> {
  const { run, taken, specimen } = await laboratory.execute(candidate, () => new Lenient(schedule, 'at-the-end'));
  const isSwapped = schedule.slice(0, length).every((option, i) => isSameTurn(option, taken[i]));
  return isSwapped && specimen === null && run.problem === null && !run.isDiscarded;
}

function isSameTurn(one: Option, other: Option | undefined): boolean {
  return one.place === other?.place && one.operation === other.operation && one.victim === other.victim;
}
