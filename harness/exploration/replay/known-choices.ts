/** Follows a schedule that is already known. What it cannot follow it reports with the step, instead of guessing. */
import type { Choice } from '../../scheduler/choice.ts';
import type { Run } from '../../scheduler/run.ts';
import { labelOf, parseReference } from '../../scheduler/steer.ts';
import type { SchedulePicker } from '../policies/policy.ts';

/** The run could not follow its schedule: the code, or the scenario, is not what it was. */
export class Divergence extends Error {
  /** @param instead what could happen, or what did */
  constructor(step: number, expected: string, instead: readonly Choice[] | string) {
    super(`step ${step}: expected ${expected}, but ${typeof instead === 'string' ? instead : possibilities(instead)}`);
    this.name = 'Divergence';
  }
}

function possibilities(enabled: readonly Choice[]): string {
  const possible = enabled.map((choice) => labelOf(choice) ?? `${choice.actor.name} (its next operation)`);
  return `what could happen was: ${possible.join(', ') || 'nothing'}`;
}

/** A schedule as step references: what a scenario file pins with `schedule:`. */
export class Pinned implements SchedulePicker {
  readonly number = 0;
  readonly #references: readonly string[];
  #position = 0;

  constructor(references: readonly string[]) {
    this.#references = references;
  }

  pick(enabled: readonly Choice[]): number {
    // A first step that has rivals, or that a fault may hit, takes two choices: that of the operation, and its own.
    if (!isOpening(enabled)) this.#position++;
    const reference = this.#references[this.#position - 1];
    if (reference === undefined) {
      const end = enabled.findIndex((choice) => choice.kind === 'end');
      if (end >= 0) return end;
      throw new Divergence(this.#position, 'the end of the run, for the schedule has no more steps', enabled);
    }
    const index = indexOf(enabled, reference);
    if (index < 0) throw new Divergence(this.#position, reference, enabled);
    return index;
  }

  /** Which step an operation would begin with was not known when it was chosen. */
  finish(run: Run): void {
    const next = this.#references[this.#position];
    if (next !== undefined) throw new Divergence(this.#position + 1, next, []);
    this.#references.forEach((reference, i) => {
      const { label } = run.steps[i]!;
      if (parseReference(reference).label !== label) throw new Divergence(i + 1, reference, [run.steps[i]!]);
    });
  }

  restart(): void {
    this.#position = 0;
  }
}

function isOpening([choice]: readonly Choice[]): boolean {
  return choice?.kind === 'step' && choice.operation?.isOpening === true;
}

/** The choice that a reference means; -1 when there is none. */
function indexOf(enabled: readonly Choice[], reference: string): number {
  const { label } = parseReference(reference);
  const exact = enabled.findIndex((choice) => labelOf(choice) === label);
  if (exact >= 0) return exact;
  // An operation's first step has no name before its code has begun; whether it was the right one is checked after the run.
  const actor = label.slice(0, label.indexOf('.'));
  return enabled.findIndex((choice) => choice.actor.name === actor && labelOf(choice) === null);
}

/** The very choices of an earlier run, by index: for executing it a second time. */
export class SameChoices implements SchedulePicker {
  readonly number = 0;
  readonly #indices: readonly number[];
  #position = 0;

  constructor(indices: readonly number[]) {
    this.#indices = indices;
  }

  pick(enabled: readonly Choice[]): number {
    const index = this.#indices[this.#position++] ?? enabled.length;
    if (index < enabled.length) return index;
    throw new Divergence(this.#position, `one of more than ${enabled.length} choices`, enabled);
  }

  finish(): void {
    const { length } = this.#indices;
    if (this.#position < length) throw new Divergence(this.#position + 1, 'a choice, as there was before', []);
  }

  restart(): void {
    this.#position = 0;
  }
}
