/**
 * Of all schedules that are equivalent to one (every actor sees the same in each of them), the one with the fewest
 * switches, and of those the one with the lowest lanes first. Where there are too many: the one in which each lane goes on
 * for as long as it can. What comes out is a proposal, to be executed like any other.
 */
import type { HappensBefore } from '../../dependence/happens-before.ts';
import type { Option } from './option.ts';

/** Beyond this many states, nothing is searched. */
const STATES_MAX = 20_000;

export interface Order {
  readonly happensBefore: HappensBefore;
  /** Of each choice, the index of the step that it began, or belongs to. */
  readonly steps: readonly number[];
}

/** The choices that begin one step. */
interface Unit {
  readonly step: number;
  readonly options: Option[];
}

export function linearise(options: readonly Option[], order: Order): Option[] {
  const lanes = lanesOf(options, order.steps);
  const search = new Search(lanes, order.happensBefore);
  const result: Option[] = [];
  let [counts, last] = [lanes.map(() => 0), -1];
  for (let lane = search.next(counts, last); lane >= 0; lane = search.next(counts, last)) {
    result.push(...lanes[lane]![counts[lane]!]!.options);
    counts = counts.with(lane, counts[lane]! + 1);
    last = lane;
  }
  return result;
}

/** Lanes from left to right, each with its units in order. */
function lanesOf(options: readonly Option[], steps: readonly number[]): Unit[][] {
  const lanes = new Map<number, Unit[]>();
  let open: Unit | null = null;
  options.forEach((option, i) => {
    if (option.isEnd) return;
    // An operation and its first step are two choices; the second may be another lane's, which is then the one that counts.
    if (open !== null && open.step === steps[i]) {
      open.options.push(option);
      return;
    }
    open = { step: steps[i]!, options: [option] };
    const lane = lanes.get(option.place) ?? [];
    lane.push(open);
    lanes.set(option.place, lane);
  });
  return [...lanes].sort(([one], [other]) => one - other).map(([, units]) => units);
}

class Search {
  readonly #lanes: readonly (readonly Unit[])[];
  readonly #happensBefore: HappensBefore;
  readonly #isSmall: boolean;
  readonly #switches = new Map<string, number>();

  constructor(lanes: readonly (readonly Unit[])[], happensBefore: HappensBefore) {
    this.#lanes = lanes;
    this.#happensBefore = happensBefore;
    this.#isSmall = lanes.reduce((states, units) => states * (units.length + 1), lanes.length) <= STATES_MAX;
  }

  /** The lane to go on with; -1 when all is done. */
  next(counts: readonly number[], last: number): number {
    const ready = this.#ready(counts);
    if (!this.#isSmall) return ready.includes(last) ? last : (ready[0] ?? -1);
    let [best, fewest] = [-1, Infinity];
    for (const lane of ready) {
      const switches = this.#after(counts, last, lane);
      if (switches < fewest) [best, fewest] = [lane, switches];
    }
    return best;
  }

  #after(counts: readonly number[], last: number, lane: number): number {
    const cost = last < 0 || last === lane ? 0 : 1;
    return cost + this.#fewest(counts.with(lane, counts[lane]! + 1), lane);
  }

  #fewest(counts: readonly number[], last: number): number {
    const state = `${counts.join()}/${last}`;
    const known = this.#switches.get(state);
    if (known !== undefined) return known;
    const ready = this.#ready(counts);
    const fewest = ready.length === 0 ? 0 : Math.min(...ready.map((lane) => this.#after(counts, last, lane)));
    this.#switches.set(state, fewest);
    return fewest;
  }

  /** The lanes whose next unit waits for nothing that is still to come. */
  #ready(counts: readonly number[]): number[] {
    const left = this.#lanes.map((units, lane) => units.slice(counts[lane]));
    return left.flatMap(([unit], lane) => {
      if (unit === undefined) return [];
      const isFree = left.every((units) => units.every(({ step }) => !this.#happensBefore.precedes(step, unit.step)));
      return isFree ? [lane] : [];
    });
  }
}
