/** One schedule and no other. */
import type { Policy, SchedulePicker } from './policy.ts';

export class Single implements Policy {
  readonly isSampled = false;
  isComplete = false;
  #picker: SchedulePicker | null;

  constructor(picker: SchedulePicker) {
    this.#picker = picker;
  }

  next(): SchedulePicker | null {
    const picker = this.#picker;
    this.#picker = null;
    return picker;
  }

  ended(): void {
    this.isComplete = true;
  }
}
