/**
 * Follows a recorded schedule through code that has changed: steps are found again by actor, command and key, wherever
 * they are now. What is new happens as soon as its actor's turn has come, what is gone is left out, and what had to wait
 * happens later; `changes` tells of each.
 */
import type { Choice } from '../../scheduler/choice.ts';
import type { Run } from '../../scheduler/run.ts';
import type { Step } from '../../scheduler/step.ts';
import type { SchedulePicker } from '../policies/policy.ts';
import type { Anchor, RecordedChoice } from './recorded-schedule.ts';
import { anchorOf, isSameAnchor, keyOfStep, mainStepsOf, nameOf } from './recorded-schedule.ts';

export interface ScheduleChange {
  readonly kind: 'new' | 'gone' | 'moved';
  /** `writer.redis.del item:1` */
  readonly what: string;
  /** The number of the step in this run; null for what is gone. */
  readonly step: number | null;
}

export class Lenient implements SchedulePicker {
  readonly number = 0;
  readonly #schedule: readonly RecordedChoice[];
  readonly #changes: ScheduleChange[] = [];
  /** A bare list of actors: any step of the actor will do. */
  readonly #isBare: boolean;
  #left: RecordedChoice[];
  readonly #passedOver = new Set<RecordedChoice>();
  #run: Run | null = null;
  #stepsSeen = 0;

  constructor(schedule: readonly RecordedChoice[]) {
    this.#schedule = schedule;
    this.#left = [...schedule];
    this.#isBare = schedule.every(({ step }) => step === undefined);
  }

  /** To be asked when the run is over. */
  get changes(): readonly ScheduleChange[] {
    this.#noteLast();
    return [...this.#changes, ...this.#left.map(gone)];
  }

  attach(run: Run): void {
    this.#run = run;
  }

  pick(enabled: readonly Choice[]): number {
    this.#noteLast();
    for (const entry of [...this.#left]) {
      const own = enabled.filter(({ actor, kind }) => actor.name === entry.actor && kind !== 'end');
      const choice = this.#choiceFor(entry, own);
      if (choice !== null) return enabled.indexOf(choice);
    }
    // The schedule has nothing more to say: the lowest actor first, and no fault that need not be.
    return 0;
  }

  restart(): void {
    this.#left = [...this.#schedule];
    this.#changes.length = this.#stepsSeen = 0;
    this.#passedOver.clear();
  }

  /** What to do for this entry; null to look at the next one. */
  #choiceFor(entry: RecordedChoice, own: readonly Choice[]): Choice | null {
    const { step, choice: ordinal = 1 } = entry;
    if (own.length === 0) {
      if (this.#run!.actors.some(({ name, ended }) => name === entry.actor && ended)) this.#drop(entry);
      else this.#passedOver.add(entry);
      return null;
    }
    if (this.#isBare) {
      this.#remove(entry);
      return own[Math.min(ordinal, own.length) - 1]!;
    }
    const start = own.find((choice) => anchorOf(choice) === null) ?? null;
    if (step === undefined) {
      this.#remove(entry);
      return start;
    }
    const exact = own.find((choice) => isFor(choice, step)) ?? (step.begins === true ? start : null);
    if (exact !== null) return exact;
    const unknown = own.find((choice) => choice !== start && !this.#left.some((other) => isSameStep(other, choice)));
    if (unknown !== undefined) return unknown;
    // The operation that it belonged to has ended without it.
    if (start !== null) this.#drop(entry);
    else this.#passedOver.add(entry);
    return null;
  }

  /** Finds what was executed last among what is left of the schedule. */
  #noteLast(): void {
    if (this.#isBare) return;
    const last = mainStepsOf(this.#run!);
    for (; this.#stepsSeen < last; this.#stepsSeen++) this.#note(this.#run!.steps[this.#stepsSeen]!);
  }

  #note(step: Step): void {
    const key = keyOfStep(step);
    const anchor: Anchor = { label: step.label, ...(key === null ? {} : { key }) };
    const entry = this.#left.find((candidate) => candidate.step !== undefined && isSameAnchor(candidate.step, anchor));
    const number = step.index + 1;
    if (entry === undefined) {
      this.#changes.push({ kind: 'new', what: nameOf(anchor), step: number });
      return;
    }
    for (const earlier of this.#left.slice(0, this.#left.indexOf(entry))) {
      if (earlier.actor !== entry.actor) continue;
      // Of the operation before, nothing will come any more; of this one, it may come later.
      if (entry.step!.begins === true) this.#drop(earlier);
      else this.#passedOver.add(earlier);
    }
    if (this.#passedOver.has(entry)) this.#changes.push({ kind: 'moved', what: nameOf(anchor), step: number });
    this.#remove(entry);
  }

  #drop(entry: RecordedChoice): void {
    if (entry.step !== undefined || this.#isBare) this.#changes.push(gone(entry));
    this.#remove(entry);
  }

  #remove(entry: RecordedChoice): void {
    this.#left.splice(this.#left.indexOf(entry), 1);
  }
}

function gone({ actor, step }: RecordedChoice): ScheduleChange {
  return { kind: 'gone', what: step === undefined ? `a step of ${actor}` : nameOf(step), step: null };
}

function isFor(choice: Choice, step: Anchor): boolean {
  const anchor = anchorOf(choice);
  return anchor !== null && isSameAnchor(anchor, step);
}

function isSameStep({ step }: RecordedChoice, choice: Choice): boolean {
  return step !== undefined && isFor(choice, step);
}
