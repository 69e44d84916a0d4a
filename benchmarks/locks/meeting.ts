/** A policy whose schedules all wait for a lock: each of two writers takes its first step before either takes another. */
import { Numbered } from '../../harness/exploration/policies/numbered.ts';
import { SeededPicker } from '../../harness/exploration/policies/seeded.ts';
import type { Choice } from '../../harness/scheduler/choice.ts';

export class Meeting extends Numbered {
  constructor(seed: number, runs: number) {
    super(runs, (number) => new MeetingPicker(seed, number));
  }
}

class MeetingPicker extends SeededPicker {
  #first: Choice['actor'] | null = null;
  #haveMet = false;

  pick(enabled: readonly Choice[]): number {
    if (this.#haveMet) return this.below(enabled.length);
    if (this.#first === null) {
      const index = this.below(enabled.length);
      this.#first = enabled[index]!.actor;
      return index;
    }
    this.#haveMet = true;
    return enabled.findIndex(({ actor }) => actor !== this.#first);
  }

  override restart(): void {
    super.restart();
    this.#first = null;
    this.#haveMet = false;
  }
}
