/** How schedules are followed that were made for another scenario, and how what they do not say is filled in. */
import { ABANDON } from '../../scheduler/choice.ts';
import type { Option } from './option.ts';
import type { Chooser } from './tree.ts';

/**
 * Follows a schedule as far as it goes: entries that cannot happen are skipped, and the rest is completed, lowest lane first.
 * `in-place`: an operation that takes more steps than the schedule has for it takes them at once, instead of at the end.
 */
export class Lenient implements Chooser {
  readonly #entries: readonly Option[];
  readonly #surplus: 'at-the-end' | 'in-place';
  #position = 0;
  #last: Option | null = null;

  constructor(entries: readonly Option[], surplus: 'at-the-end' | 'in-place') {
    this.#entries = entries;
    this.#surplus = surplus;
  }

  choose(options: readonly Option[]): number {
    const index = this.#surplusOf(options) ?? this.#following(options);
    this.#last = options[index]!;
    return index;
  }

  /** The last operation goes on although the schedule has nothing more for it. */
  #surplusOf(options: readonly Option[]): number | null {
    const last = this.#last;
    if (this.#surplus === 'at-the-end' || last === null || last.operation < 0) return null;
    const isSame = (option: Option): boolean => option.place === last.place && option.operation === last.operation;
    if (this.#entries.slice(this.#position).some(isSame)) return null;
    const index = options.findIndex(isSame);
    return index < 0 ? null : index;
  }

  #following(options: readonly Option[]): number {
    while (this.#position < this.#entries.length) {
      const index = indexOf(options, this.#entries[this.#position++]!);
      if (index >= 0) return index;
    }
    return 0;
  }
}

/** The option that is meant, or the nearest thing to it; -1 when there is none. */
function indexOf(options: readonly Option[], entry: Option): number {
  const alike = options.filter(
    ({ place, operation, victim, isEnd }) =>
      place === entry.place && operation === entry.operation && victim === entry.victim && isEnd === entry.isEnd,
  );
  const meant = alike.find(({ ordinal }) => ordinal === entry.ordinal) ?? alike[0];
  return meant === undefined ? -1 : options.indexOf(meant);
}

/** Follows choices that are known to be possible, and completes them in the first way that needs no more than `switchesMax`. */
export class Bounded implements Chooser {
  readonly #indices: readonly number[];
  readonly #switchesMax: number;
  #position = 0;
  #switches = 0;
  #lane: number | null = null;

  constructor(indices: readonly number[], switchesMax: number) {
    this.#indices = indices;
    this.#switchesMax = switchesMax;
  }

  choose(options: readonly Option[]): number {
    const known = this.#indices[this.#position++];
    const index =
      known ?? options.findIndex((option) => this.#costOf(option) + option.othersAtLeast <= this.#switchesMax);
    const option = options[index];
    if (option === undefined) return ABANDON;
    this.#switches = this.#costOf(option);
    if (!option.isEnd) this.#lane = option.place;
    return index;
  }

  #costOf(option: Option): number {
    return this.#switches + switchTo(option, this.#lane);
  }
}

/** 1 when it is another lane's turn than before. */
export function switchTo({ place, isEnd }: Option, lane: number | null): number {
  return isEnd || lane === null || lane === place ? 0 : 1;
}

export function switchesOf(options: readonly Option[]): number {
  let lane: number | null = null;
  let switches = 0;
  for (const option of options) {
    switches += switchTo(option, lane);
    if (!option.isEnd) lane = option.place;
  }
  return switches;
}

/** The very choices of a run of the same scenario. */
export class Fixed implements Chooser {
  readonly #indices: readonly number[];
  #position = 0;

  constructor(indices: readonly number[]) {
    this.#indices = indices;
  }

  choose(options: readonly Option[]): number {
    const index = this.#indices[this.#position++] ?? ABANDON;
    return index < options.length ? index : ABANDON;
  }
}
