/** What could have happened at each choice point of a run, and the schedule that makes it happen. */
import { textOf } from '../../../../harness/explanation/words.ts';
import type { SchedulePicker } from '../../../../harness/exploration/policies/policy.ts';
import {
  type Anchor,
  anchorOf,
  isSameAnchor,
  nameOf,
  ordinalOf,
} from '../../../../harness/exploration/replay/recorded-schedule.ts';
import type { Choice } from '../../../../harness/scheduler/choice.ts';
import type { Run } from '../../../../harness/scheduler/run.ts';
import type { ChoicePoint, Possibility, Turn } from './protocol.ts';

interface Seen {
  readonly actor: string;
  readonly text: string;
  /** Null for the start of an operation. */
  readonly anchor: Anchor | null;
  readonly ordinal: number;
  readonly isEnd: boolean;
}

interface SeenPoint {
  readonly stepsBefore: number;
  readonly seen: readonly Seen[];
  readonly index: number;
}

/** Looks at the choices when they are made: later they are not what they were. */
export class Onlooker implements SchedulePicker {
  readonly number = 0;
  readonly #picker: SchedulePicker;
  #run: Run | null = null;
  #points: SeenPoint[] = [];

  constructor(picker: SchedulePicker) {
    this.#picker = picker;
  }

  attach(run: Run): void {
    this.#run = run;
    this.#picker.attach?.(run);
  }

  pick(enabled: readonly Choice[]): number {
    const index = this.#picker.pick(enabled);
    const seen = enabled.map((choice, i) => seenAs(choice, ordinalOf(enabled, i)));
    this.#points.push({ stepsBefore: this.#run!.steps.length, seen, index });
    return index;
  }

  restart(): void {
    this.#points = [];
    this.#picker.restart();
  }

  /** @param taken of each choice but the end of the run, in order */
  points(taken: readonly Turn[]): readonly ChoicePoint[] {
    return this.#points.map(({ stepsBefore, seen, index }, at) => ({
      stepsBefore,
      possibilities: seen.map(
        (one, i): Possibility => ({
          actor: one.actor,
          text: one.text,
          schedule: i === index ? null : scheduleWith(taken, at, one),
        }),
      ),
    }));
  }
}

function seenAs(choice: Choice, ordinal: number): Seen {
  const isEnd = choice.kind === 'end';
  return { actor: isEnd ? '' : choice.actor.name, text: wordsOf(choice), anchor: anchorOf(choice), ordinal, isEnd };
}

/** The schedule up to here, then this, then the rest of it in the order that it had. */
function scheduleWith(taken: readonly Turn[], at: number, { actor, anchor, ordinal, isEnd }: Seen): readonly Turn[] {
  const before = taken.slice(0, at);
  if (isEnd) return before;
  const rest = taken.slice(at);
  const isMeant = (turn: Turn): boolean => {
    if (turn.actor !== actor) return false;
    if (anchor === null) return turn.step === undefined || turn.step.begins === true;
    return turn.step !== undefined && isSameAnchor(turn.step, anchor);
  };
  const later = rest.findIndex(isMeant);
  if (later >= 0) return [...before, rest[later]!, ...rest.slice(0, later), ...rest.slice(later + 1)];
  const step = anchor === null ? {} : { step: { ...anchor, text: '', reply: '', digests: { reply: '', state: '' } } };
  return [...before, { actor, ...(ordinal > 0 && { choice: ordinal + 1 }), ...step }, ...rest];
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
