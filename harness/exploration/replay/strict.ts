/** Follows a recorded schedule and holds every step against the record; where the two part, the run ends. */
import type { Choice } from '../../scheduler/choice.ts';
import type { Run } from '../../scheduler/run.ts';
import type { SchedulePicker } from '../policies/policy.ts';
import { Divergence } from './known-choices.ts';
import type { RecordedChoice, RecordedStep } from './recorded-schedule.ts';
import { anchorOf, isSameAnchor, keyOfStep, mainStepsOf, nameOf } from './recorded-schedule.ts';

/** Where a run left its schedule. */
export interface Parting {
  /** The step, from 1. */
  readonly step: number;
  readonly expected: string;
  readonly got: string;
}

export class Strict implements SchedulePicker {
  readonly number = 0;
  parting: Parting | null = null;
  readonly #schedule: readonly RecordedChoice[];
  #run: Run | null = null;
  #position = 0;
  /** What the last choice should have executed, and as which step, from 0. */
  #last: { readonly step: RecordedStep; readonly index: number } | null = null;

  constructor(schedule: readonly RecordedChoice[]) {
    this.#schedule = schedule;
  }

  attach(run: Run): void {
    this.#run = run;
  }

  pick(enabled: readonly Choice[]): number {
    this.#checkLast(enabled);
    const entry = this.#schedule[this.#position];
    if (entry === undefined) {
      const end = enabled.findIndex(({ kind }) => kind === 'end');
      if (end >= 0) return end;
      throw this.#part('the end of the run', enabled);
    }
    const index = indexOf(enabled, entry);
    if (index < 0) throw this.#part(describe(entry), possible(enabled, entry.actor));
    this.#position++;
    if (entry.step !== undefined) this.#last = { step: entry.step, index: this.#run!.steps.length };
    return index;
  }

  finish(): void {
    this.#checkLast([]);
    const entry = this.#schedule[this.#position];
    if (entry !== undefined) throw this.#part(describe(entry), []);
  }

  restart(): void {
    this.#position = 0;
    this.#last = this.parting = null;
  }

  /** What an operation does first is known only when its code has begun. */
  #checkLast(enabled: readonly Choice[]): void {
    if (this.#last === null) return;
    const { step: recorded, index } = this.#last;
    this.#last = null;
    const step = this.#run!.steps[index];
    if (step === undefined) throw this.#part(nameOf(recorded), enabled);
    const key = keyOfStep(step);
    const anchor = { label: step.label, ...(key === null ? {} : { key }) };
    if (!isSameAnchor(anchor, recorded)) throw this.#part(nameOf(recorded), nameOf(anchor), index);
  }

  #part(expected: string, got: readonly Choice[] | string, stepsBefore = mainStepsOf(this.#run!)): Divergence {
    const names = typeof got === 'string' ? got : namesOf(got);
    this.parting = { step: stepsBefore + 1, expected, got: names };
    return new Divergence(this.parting.step, expected, `got ${names}`);
  }
}

/** The choice that an entry means; -1 when there is none. */
function indexOf(enabled: readonly Choice[], { actor, choice: ordinal = 1, step }: RecordedChoice): number {
  const first = enabled.findIndex(({ actor: { name }, kind }) => name === actor && kind !== 'end');
  if (first < 0) return -1;
  const fits = (choice: Choice | undefined): boolean => {
    if (choice?.actor.name !== actor) return false;
    const anchor = anchorOf(choice);
    return step === undefined || anchor === null || isSameAnchor(anchor, step);
  };
  return fits(enabled[first + ordinal - 1]) ? first + ordinal - 1 : enabled.findIndex(fits);
}

/** What the actor would do instead; what the others could do, when it can do nothing. */
function possible(enabled: readonly Choice[], actor: string): readonly Choice[] {
  const own = enabled.filter((choice) => choice.actor.name === actor);
  return own.length > 0 ? own : enabled;
}

function describe({ actor, step }: RecordedChoice): string {
  return step === undefined ? `a step of ${actor}` : nameOf(step);
}

function namesOf(choices: readonly Choice[]): string {
  if (choices.length === 0) return 'nothing: the run was over';
  return choices
    .map((choice) => {
      const anchor = anchorOf(choice);
      return anchor === null ? `${choice.actor.name}'s next operation` : nameOf(anchor);
    })
    .join(' or ');
}
