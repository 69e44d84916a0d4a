/** The arm of fuzzing that learns: follows neighbours of schedules that were the first to reach a hand-off. */
import type { Choice } from '../../scheduler/choice.ts';
import { Numbered } from '../policies/numbered.ts';
import { SeededPicker } from '../policies/seeded.ts';
import { indexOfChoice } from './choices.ts';
import type { HandOffData } from './hand-offs.ts';
import { mutate } from './mutate.ts';

/** Schedules to start from, as choices; those that were found last at the end. Plain data. */
export type Corpus = readonly (readonly number[])[];

/** The name of this arm in results. */
export const GUIDED = 'guided';
/** What was reached last is the frontier: half of all mutants start from so many of the newest. */
const NEWEST = 8;
/** Keeps its random numbers apart from those of the arms that use the same seed. */
const SALT = 0x5ca1ab1e;

/** One schedule for each hand-off that it reached first; the same whichever thread found it. */
export function corpusOf({ seen }: HandOffData): Corpus {
  const byNumber = new Map([...seen.values()].map(({ number, choices }) => [number, choices]));
  return [...byNumber].sort(([one], [other]) => one - other).map(([, choices]) => choices);
}

/** Schedule n of a seed and a corpus is always the same. */
export function guidedPolicy(seed: number, runs: number, corpus: Corpus): Numbered {
  return new Numbered(runs, (number) => new Guided(seed ^ SALT, number, corpus));
}

/** Follows a mutant as far as it can be followed, and goes on at random. */
class Guided extends SeededPicker {
  readonly #corpus: Corpus;
  #left: number[];

  constructor(seed: number, number: number, corpus: Corpus) {
    super(seed, number);
    this.#corpus = corpus;
    this.#left = this.#mutant();
  }

  pick(enabled: readonly Choice[]): number {
    // A choice that cannot be made yet is kept for later: a mutant delays steps, it does not lose them.
    for (let i = 0; i < this.#left.length; i++) {
      const index = indexOfChoice(enabled, this.#left[i]!);
      if (index < 0) continue;
      this.#left.splice(i, 1);
      return index;
    }
    return this.below(enabled.length);
  }

  override restart(): void {
    super.restart();
    this.#left = this.#mutant();
  }

  #mutant(): number[] {
    const { length } = this.#corpus;
    const from = this.below(2) === 0 ? Math.max(0, length - NEWEST) : 0;
    return mutate(this.#corpus[from + this.below(length - from)]!, (below) => this.below(below));
  }
}
