/** Each enabled choice with the same probability. Schedule n of a seed is the same whatever else was explored. */
import type { Choice } from '../../scheduler/choice.ts';
import { Numbered } from './numbered.ts';
import { SeededPicker } from './seeded.ts';

export class Random extends Numbered {
  constructor(seed: number, runs: number) {
    super(runs, (number) => new RandomPicker(seed, number));
  }
}

export class RandomPicker extends SeededPicker {
  pick(enabled: readonly Choice[]): number {
    return this.below(enabled.length);
  }
}
