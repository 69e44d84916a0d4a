/**
 * Looks through all schedules of a candidate by the number of switches between lanes, and among equals from the lowest
 * lane to the highest: the first that shows the anomaly has the fewest switches there can be, and is the canonical one.
 */
import type { Candidate } from './candidate.ts';
import { Bounded, switchTo } from './choosers.ts';
import type { Laboratory, Specimen } from './laboratory.ts';
import type { Point } from './tree.ts';
import { isOutcome } from './tree.ts';

export interface Bounds {
  readonly switchesMax: number;
  /** How many executions this search may add. */
  readonly replaysMax: number;
}

export interface Search {
  readonly specimen: Specimen | null;
  /** Nothing with fewer switches, or that comes before the specimen, has been left out. */
  readonly isComplete: boolean;
}

export async function searchFewSwitches(laboratory: Laboratory, candidate: Candidate, bounds: Bounds): Promise<Search> {
  for (let switchesMax = 0; switchesMax <= bounds.switchesMax; switchesMax++) {
    const level = new Level(laboratory, candidate, switchesMax, laboratory.replays + bounds.replaysMax);
    const specimen = await level.search();
    if (specimen !== null || level.isCutShort) return { specimen, isComplete: !level.isCutShort };
  }
  return { specimen: null, isComplete: true };
}

/** Depth first, options from the left, none twice: of what is below a point, only what nobody has executed is executed. */
class Level {
  isCutShort = false;
  readonly #laboratory: Laboratory;
  readonly #candidate: Candidate;
  readonly #switchesMax: number;
  readonly #lastReplay: number;

  constructor(laboratory: Laboratory, candidate: Candidate, switchesMax: number, lastReplay: number) {
    this.#laboratory = laboratory;
    this.#candidate = candidate;
    this.#switchesMax = switchesMax;
    this.#lastReplay = lastReplay;
  }

  async search(): Promise<Specimen | null> {
    const { tree } = this.#candidate;
    if (tree.root === undefined) await this.#execute([]);
    return tree.root === undefined || isOutcome(tree.root) ? null : this.#below(tree.root, [], 0, null);
  }

  async #below(point: Point, path: readonly number[], switches: number, lane: number | null): Promise<Specimen | null> {
    for (const [index, option] of point.options.entries()) {
      const cost = switches + switchTo(option, lane);
      if (cost + option.othersAtLeast > this.#switchesMax) continue;
      const longer = [...path, index];
      if (point.next[index] === undefined) await this.#execute(longer);
      const next = point.next[index];
      if (next === undefined) {
        this.isCutShort = true;
        return null;
      }
      const found = isOutcome(next)
        ? next.order !== null && (await this.#recall(longer))
        : await this.#below(next, longer, cost, option.isEnd ? lane : option.place);
      if (found) return found;
      if (this.isCutShort) return null;
    }
    return null;
  }

  /** The first schedule in order that begins so. */
  async #execute(path: readonly number[]): Promise<void> {
    const { replays, isExhausted } = this.#laboratory;
    this.isCutShort ||= isExhausted || replays >= this.#lastReplay;
    if (!this.isCutShort) await this.#laboratory.attempt(this.#candidate, () => new Bounded(path, this.#switchesMax));
  }

  #recall(path: readonly number[]): Promise<Specimen | null> {
    return this.#laboratory.attempt(this.#candidate, () => new Bounded(path, this.#switchesMax));
  }
}
