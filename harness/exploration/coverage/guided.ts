/** The arm of fuzzing that learns: follows neighbours of schedules that were the first to reach a hand-off. */
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import type { Choice } from '../../scheduler/choice.ts';
import type { SchedulePicker } from '../policy.ts';
import { indexOfChoice } from './choices.ts';
import type { HandOffData } from './hand-offs.ts';
import type { Draw } from './mutate.ts';
import { mutate } from './mutate.ts';

/** Schedules to start from, those that were found last at the end. */
export type Corpus = readonly (readonly number[])[];

/** What was reached last is the frontier: half of all mutants start from so many of the newest. */
const NEWEST = 8;
const STRIDE = 0x9e3779b9;
/** Keeps its random numbers apart from those of the arms that use the same seed. */
const SALT = 0x5ca1ab1e;

/** One schedule for each hand-off that it reached first; the same whichever thread found it. */
export function corpusOf({ seen }: HandOffData): Corpus {
  const byNumber = new Map([...seen.values()].map(({ number, choices }) => [number, choices]));
  return [...byNumber].sort(([one], [other]) => one - other).map(([, choices]) => choices);
}

/** Follows a mutant as far as it can be followed, and goes on at random. Schedule n of a seed and a corpus is always the same. */
export class Guided implements SchedulePicker {
  readonly number: number;
  readonly #seed: number;
  readonly #corpus: Corpus;
  #draw!: Draw;
  #left!: number[];

  constructor(seed: number, number: number, corpus: Corpus) {
    this.number = number;
    this.#seed = (seed ^ SALT) + Math.imul(number + 1, STRIDE);
    this.#corpus = corpus;
    this.restart();
  }

  pick(enabled: readonly Choice[]): number {
    // A choice that cannot be made yet is kept for later: a mutant delays steps, it does not lose them.
    for (let i = 0; i < this.#left.length; i++) {
      const index = indexOfChoice(enabled, this.#left[i]!);
      if (index < 0) continue;
      this.#left.splice(i, 1);
      return index;
    }
    return this.#draw(enabled.length);
  }

  restart(): void {
    const generator = xoroshiro128plus(this.#seed | 0);
    this.#draw = (below) => (below <= 1 ? 0 : uniformInt(generator, 0, below - 1));
    const { length } = this.#corpus;
    const from = this.#draw(2) === 0 ? Math.max(0, length - NEWEST) : 0;
    this.#left = mutate(this.#corpus[from + this.#draw(length - from)]!, this.#draw);
  }
}
