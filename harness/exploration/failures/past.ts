/**
 * How a failure came about, told apart from all that happened beside it.
 *
 * Its *past* is the part of the run's happens-before order that leads to the steps of the witness: runs with equal pasts
 * fail in the same way, in whatever order their other steps came. Much of a past may still be chance, so failures are
 * sorted by its *core* first: what of it the operations of the witness did themselves, and what happened to the cache.
 */
import type { Violation } from '../../checkers/checker.ts';
import type { HappensBefore } from '../../dependence/happens-before.ts';
import { witnessOf } from '../../explanation/trace.ts';
import type { Run } from '../../scheduler/run.ts';
import type { Step } from '../../scheduler/step.ts';

export interface Past {
  /** Equal for equal orders; which of the instances of an actor took part does not matter. */
  readonly text: string;
  /** The same for the core. */
  readonly core: string;
  readonly coreSteps: number;
  readonly steps: number;
}

/** @param order of the run's steps. */
export function pastOf(run: Run, violation: Violation, order: HappensBefore): Past {
  const explored = run.steps.slice(0, run.observedFrom);
  const witness = [...witnessOf(run.steps, violation)].filter(({ index }) => index < run.observedFrom);
  // A read that found nothing has no witness but the whole run.
  const ends = new Set(witness.length > 0 ? witness : explored);
  const past = explored.filter(
    (step) => ends.has(step) || witness.some((end) => order.precedes(step.index, end.index)),
  );
  const operations = new Set([...ends].map(({ operation }) => operation));
  const core = past.filter(({ operation, fault }) => operations.has(operation) || fault !== null);
  return {
    text: canonical(past, order),
    core: canonical(core, order),
    coreSteps: core.length,
    steps: past.length,
  };
}

/** Normal form of Foata: each step on the level after the last of those that come before it, each level sorted. */
function canonical(part: readonly Step[], order: HappensBefore): string {
  const levelled: { step: Step; level: number; label: string }[] = [];
  for (const step of part) {
    let level = 0;
    for (const before of levelled) {
      if (before.level >= level && order.precedes(before.step.index, step.index)) level = before.level + 1;
    }
    levelled.push({ step, level, label: labelOf(step) });
  }
  const numberOf = instanceNumbers();
  return levelled
    .sort((one, other) => one.level - other.level || compare(one.label, other.label))
    .map(({ step, level, label }) => `${level}:${label}:${numberOf(step)}`)
    .join(' ');
}

/** Without the instance's name. */
function labelOf({ actor, store, command, fault, operation, subject }: Step): string {
  return `${actor.group}.${store}.${command}!${fault ?? ''} ${operation?.key ?? subject}`;
}

function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}

/** Instances by the order in which they come: `reader3` and `reader5` are the first and the second. */
function instanceNumbers(): (step: Step) => number {
  const groups = new Map<string, string[]>();
  return ({ actor: { group, name } }) => {
    let names = groups.get(group);
    if (names === undefined) groups.set(group, (names = []));
    if (!names.includes(name)) names.push(name);
    return names.indexOf(name);
  };
}
