/**
 * Rearranges a schedule without changing its scenario: fewer switches by moving blocks together, then the lowest lanes
 * first. Ends where no such move shows the anomaly any more.
 */
import { blocksOf, exchanged, joined, merges, placeOf, isolations, sortings } from './blocks.ts';
import type { Comparison } from './canonical-order.ts';
import { Lenient, switchesOf } from './choosers.ts';
import type { Laboratory, Specimen } from './laboratory.ts';
import { linearise } from './linearise.ts';
import type { Option } from './option.ts';

export async function arrange(laboratory: Laboratory, known: Specimen, compare: Comparison): Promise<Specimen> {
  const firstBetter = betterThan(laboratory, compare);
  let best = await joinLanes(known, firstBetter);
  for (;;) {
    best = (await firstBetter(best, [linearise(best.options, best.order)])) ?? best;
    const better =
      (await firstBetter(best, withoutFaults(best))) ??
      (await firstBetter(best, exchanges(best))) ??
      (await firstBetter(best, merges(blocksOf(best.options)))) ??
      (await firstBetter(best, isolations(blocksOf(best.options)))) ??
      (await firstBetter(best, sortings(blocksOf(best.options))));
    if (better === null) return best;
    best = better;
  }
}

/** The first of some schedules that shows the anomaly and comes before the best one; null when none does. */
type FirstBetter = (best: Specimen, schedules: Iterable<readonly Option[]>) => Promise<Specimen | null>;

function betterThan(laboratory: Laboratory, compare: Comparison): FirstBetter {
  return async (best, schedules) => {
    const attempt = (schedule: readonly Option[]): Promise<Specimen | null> =>
      laboratory.attempt(best.candidate, () => new Lenient(schedule, 'at-the-end'));
    for (const schedule of schedules) {
      const specimen = await attempt(schedule);
      if (specimen === null) continue;
      if (compare(specimen, best) < 0) return specimen;
      // It is not better itself, but an equivalent one may be.
      const options = linearise(specimen.options, specimen.order);
      if (compare({ options, switches: switchesOf(options) }, best) >= 0) continue;
      const equivalent = await attempt(options);
      if (equivalent !== null && compare(equivalent, best) < 0) return equivalent;
    }
    return null;
  };
}

/** Lanes that take all their turns at once, as many at a time as possible. */
async function joinLanes(known: Specimen, firstBetter: FirstBetter): Promise<Specimen> {
  let best = known;
  let size = brokenLanes(best).length;
  while (size > 1) {
    let isBetter = false;
    for (let from = 0; from < brokenLanes(best).length; from += size) {
      const lanes = new Set(brokenLanes(best).slice(from, from + size));
      const blocks = blocksOf(best.options);
      const better = await firstBetter(best, [joined(blocks, lanes, 'last'), joined(blocks, lanes, 'first')]);
      if (better === null) continue;
      best = better;
      isBetter = true;
      break;
    }
    size = isBetter ? Math.min(size, brokenLanes(best).length) : Math.floor(size / 2);
  }
  return best;
}

/** The lanes that have several blocks. */
function brokenLanes({ options }: Specimen): number[] {
  const places = blocksOf(options).map(placeOf);
  return [...new Set(places.filter((place, i) => places.indexOf(place) !== i))];
}

/** A fault that may happen, and does not. */
function* withoutFaults({ candidate, options }: Specimen): Generator<Option[]> {
  for (const place of new Set(options.filter((option) => candidate.isFault(option)).map((option) => option.place)))
    yield options.filter((option) => option.place !== place);
}

/** Actors that do the same, but for the values that they write, take each other's place. */
function* exchanges({ candidate, options }: Specimen): Generator<Option[]> {
  const { actors } = candidate.plan.scenario;
  const kinds = actors.map(({ group, after, startMs, operations }) =>
    JSON.stringify([group, after, startMs, operations], (name, part: unknown) => (name === 'value' ? undefined : part)),
  );
  for (let one = 0; one < kinds.length; one++) {
    for (let other = one + 1; other < kinds.length; other++) {
      if (kinds[one] !== kinds[other]) continue;
      const schedule = exchanged(options, one, other);
      const places = schedule.map(({ place }) => place);
      // Only what would come earlier.
      if (places.indexOf(one) < places.indexOf(other)) yield schedule;
    }
  }
}
