/** Writes down what could be chosen and what was, whoever chooses. */
import type { Choice } from '../../scheduler/choice.ts';
import type { Run } from '../../scheduler/run.ts';
import type { SchedulePicker } from '../policies/policy.ts';

/** One choice point of the explored part. */
export interface LoggedChoice {
  readonly enabled: readonly Choice[];
  readonly index: number;
  /** How many steps had been executed. The step that was chosen, if the choice was one, has this index. */
  readonly stepsBefore: number;
}

export class ChoiceLog implements SchedulePicker {
  readonly choices: LoggedChoice[] = [];
  readonly #picker: SchedulePicker;
  #run: Run | null = null;

  constructor(picker: SchedulePicker) {
    this.#picker = picker;
  }

  get number(): number {
    return this.#picker.number;
  }

  attach(run: Run): void {
    this.#run = run;
    this.#picker.attach?.(run);
  }

  pick(enabled: readonly Choice[]): number {
    const index = this.#picker.pick(enabled);
    this.choices.push({ enabled: enabled.slice(), index, stepsBefore: this.#run!.steps.length });
    return index;
  }

  finish(run: Run): void {
    this.#picker.finish?.(run);
  }

  restart(): void {
    this.choices.length = 0;
    this.#picker.restart();
  }
}
