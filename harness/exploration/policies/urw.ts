/**
 * Uniform random walk: every interleaving as likely as every other, where it does not depend on the order how many steps
 * an actor takes. Each actor is weighted by the steps that it has left: so many of the interleavings go on with it.
 * A walk that gives each actor the same chance favours schedules in which those with much to do end last and alone.
 *
 * Source: Zhao et al., "Selectively Uniform Concurrency Testing" (SURW), ASPLOS 2025, §3.
 */
import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import type { Choice } from '../../scheduler/choice.ts';
import { stepsLeft } from './lessons.ts';
import type { Lessons } from './lessons.ts';
import { SeededPicker } from './seeded.ts';

export class UrwPicker extends SeededPicker {
  readonly #lessons: Lessons;

  constructor(seed: number, number: number, lessons: Lessons) {
    super(seed, number);
    this.#lessons = lessons;
  }

  pick(enabled: readonly Choice[]): number {
    if (enabled.length === 1) return 0;
    const weights = weigh(enabled, this.#lessons);
    let lot = uniformFloat64(this.dice) * weights.reduce((sum, weight) => sum + weight, 0);
    const picked = weights.findIndex((weight) => (lot -= weight) < 0);
    return picked < 0 ? enabled.length - 1 : picked;
  }
}

/** What an actor has left is shared among the things that it could do now. */
function weigh(enabled: readonly Choice[], lessons: Lessons): number[] {
  const weights: number[] = [];
  for (let from = 0, to = 0; from < enabled.length; from = to) {
    const { actor } = enabled[from]!;
    while (to < enabled.length && enabled[to]!.actor === actor) to++;
    for (let i = from; i < to; i++) weights.push(stepsLeft(enabled[i]!, lessons) / (to - from));
  }
  return weights;
}
