/** What could have happened at each choice point of a run. */
import { textOf } from '../../../../harness/explanation/words.ts';
import type { SchedulePicker } from '../../../../harness/exploration/policies/policy.ts';
import { anchorOf, nameOf, ordinalOf } from '../../../../harness/exploration/replay/recorded-schedule.ts';
import type { Choice } from '../../../../harness/scheduler/choice.ts';
import type { Run } from '../../../../harness/scheduler/run.ts';
import type { ChoicePoint, Possibility } from './protocol.ts';

/** Looks at the choices when they are made: later they are not what they were. */
export class Onlooker implements SchedulePicker {
  readonly number = 0;
  readonly #picker: SchedulePicker;
  #run: Run | null = null;
  #points: ChoicePoint[] = [];

  constructor(picker: SchedulePicker) {
    this.#picker = picker;
  }

  attach(run: Run): void {
    this.#run = run;
    this.#picker.attach?.(run);
  }

  pick(enabled: readonly Choice[]): number {
    const index = this.#picker.pick(enabled);
    const possibilities = enabled.map((choice, i) => possibilityOf(choice, ordinalOf(enabled, i), i === index));
    this.#points.push({ stepsBefore: this.#run!.steps.length, possibilities });
    return index;
  }

  restart(): void {
    this.#points = [];
    this.#picker.restart();
  }

  get points(): readonly ChoicePoint[] {
    return this.#points;
  }
}

function possibilityOf(choice: Choice, ordinal: number, isTaken: boolean): Possibility {
  const text = wordsOf(choice);
  if (choice.kind === 'end') return { actor: '', text, turn: null, isTaken };
  const actor = choice.actor.name;
  const anchor = anchorOf(choice);
  const step = anchor === null ? {} : { step: { ...anchor, text: '', reply: '', digests: { reply: '', state: '' } } };
  return { actor, text, turn: { actor, ...(ordinal > 0 && { choice: ordinal + 1 }), ...step }, isTaken };
}

function wordsOf(choice: Choice): string {
  if (choice.kind === 'end') return 'nothing more happens';
  if (choice.kind === 'step') return textOf(choice);
  const anchor = anchorOf(choice);
  if (anchor !== null) return nameOf(anchor).slice(choice.actor.name.length + 1);
  const plan = choice.actor.operations[choice.actor.next];
  if (plan === undefined) return 'begins the next round of its work';
  if (plan.kind === 'sleep' || plan.kind === 'start') return 'begins';
  return `begins ${plan.kind} ${plan.key}${'value' in plan ? ` = ${plan.value}` : ''}`;
}
