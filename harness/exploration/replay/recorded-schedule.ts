/**
 * A schedule that knows what each of its steps did: who took it, which command on which key, and digests of what came back
 * and of what the stores held. It survives what a bare list of actors does not, and says where it was left.
 */
import { replyText, textOf } from '../../explanation/words.ts';
import type { RecordedRun } from '../../explanation/trace.ts';
import type { Choice } from '../../scheduler/choice.ts';
import { labelOf } from '../../scheduler/steer.ts';
import type { Step } from '../../scheduler/step.ts';
import { digestOfReply, digestOfState } from './digest.ts';

/** One choice. */
export interface RecordedChoice {
  readonly actor: string;
  /** Which of the things that the actor could do, from 1; left out for the first. */
  readonly choice?: number;
  /** Left out where an operation began and what it does first was chosen next. */
  readonly step?: RecordedStep;
}

export interface RecordedStep {
  /** `reader.redis.get` */
  readonly label: string;
  /** What it is about: `item:1`; left out where there is none. */
  readonly key?: string;
  /** It is the first step of its operation. */
  readonly begins?: true;
  /** What was asked and answered, in words; cut where it is long. */
  readonly text: string;
  readonly reply: string;
  /** Of the whole answer, and of the stores and the nodes' memory after the step. */
  readonly digests: { readonly reply: string; readonly state: string };
}

/** What a run chose, up to the point where its observer began; the decision to stop is no part of it. */
export function recordedSchedule({ run, states, choices }: RecordedRun): RecordedChoice[] {
  return choices.flatMap(({ enabled, index, stepsBefore }, i): RecordedChoice[] => {
    const chosen = enabled[index];
    if (chosen === undefined || chosen.kind === 'end') return [];
    const stepsAfter = choices[i + 1]?.stepsBefore ?? mainStepsOf(run);
    const step = stepsAfter > stepsBefore ? run.steps[stepsBefore] : undefined;
    const ordinal = ordinalOf(enabled, index);
    return [
      {
        actor: chosen.actor.name,
        ...(ordinal === 0 ? {} : { choice: ordinal + 1 }),
        ...(step === undefined ? {} : { step: recordedStep(step, digestOfState(states[stepsBefore]!)) }),
      },
    ];
  });
}

/** How many steps were explored: all but those of the observer. */
export function mainStepsOf({ observedFrom, steps }: RecordedRun['run']): number {
  return observedFrom < 0 ? steps.length : observedFrom;
}

function recordedStep(step: Step, state: string): RecordedStep {
  const key = keyOfStep(step);
  return {
    label: step.label,
    ...(key === null ? {} : { key }),
    ...(step.operation?.invokedAt === step.index ? { begins: true } : {}),
    text: textOf(step),
    reply: replyText(step),
    digests: { reply: digestOfReply(step), state },
  };
}

/** The place of a choice among those of its actor, from 0. */
export function ordinalOf(enabled: readonly Choice[], index: number): number {
  const { actor } = enabled[index]!;
  let ordinal = 0;
  while (ordinal < index && enabled[index - ordinal - 1]!.actor === actor) ordinal++;
  return ordinal;
}

/** What a step is about; null where that is nothing in particular. */
export function keyOfStep(step: Step): string | null {
  const { request, operation, subject } = step;
  if (subject !== '' && step.store !== 'clock') return subject;
  if (step.execution === 'none') return null;
  if (request.store === 'kafka') return null;
  if (request.store === 'mysql') return operation?.key ?? null;
  const commands = 'command' in request ? [request.command] : request.transaction;
  const keys = commands.map(({ name, args }) => (name === 'eval' || name === 'evalsha' ? args[2] : args[0]));
  return [...new Set(keys.filter((key) => key !== undefined))].join(' ') || null;
}

/** What is known of a choice before it is taken. */
export interface Anchor {
  readonly label: string;
  readonly key?: string;
}

/** Null for the start of an operation: what it does first is known only when its code has begun. */
export function anchorOf(choice: Choice): Anchor | null {
  const label = labelOf(choice);
  if (label === null) return null;
  const step = stepOf(choice);
  const key = step === null ? null : keyOfStep(step);
  return { label, ...(key === null ? {} : { key }) };
}

function stepOf(choice: Choice): Step | null {
  if (choice.kind === 'step') return choice;
  return choice.kind === 'fault' && choice.hit.kind === 'step' ? choice.hit.step : null;
}

/** Same actor, same command, same key. A key that one of them does not know does not count. */
export function isSameAnchor(one: Anchor, other: Anchor): boolean {
  return one.label === other.label && (one.key === undefined || other.key === undefined || one.key === other.key);
}

/** `writer.redis.del item:1` */
export function nameOf({ label, key }: Anchor): string {
  return key === undefined ? label : `${label} ${key}`;
}
