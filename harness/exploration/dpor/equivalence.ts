/**
 * The proof of the reduction, by sample: two neighbouring steps that are held to be independent are executed the other way
 * round. If anything but their order differs, a footprint is too narrow, the exploration has left out schedules that are
 * of another kind, and its verdict is worth nothing: that is reported as what it is, a fault of ours.
 */
import type { HappensBefore } from '../../dependence/happens-before.ts';
import type { Choice } from '../../scheduler/choice.ts';
import type { Run, RunProblem } from '../../scheduler/run.ts';
import { outcomeDifference } from '../difference.ts';
import type { SchedulePicker } from '../policy.ts';
import { Divergence } from '../replay.ts';
import { digestOf } from '../sample.ts';
import { keyOf } from './candidates.ts';

/** Of the executions, one in this many is executed with two steps exchanged. */
const ONE_IN = 5;

/** The choices of an execution, by the step that they belong to. */
export type KeysByStep = readonly (readonly string[])[];

/** The schedule with one pair of independent neighbours exchanged; null when it is not this one's turn, or there is no such pair. */
export function exchanged(run: Run, order: HappensBefore, keys: KeysByStep): Exchanged | null {
  const digest = digestOf(run.indices);
  if (digest % ONE_IN !== 0) return null;
  const pairs: number[] = [];
  for (let i = 0; i + 1 < order.steps.length; i++) if (!order.precedes(i, i + 1)) pairs.push(i);
  const first = pairs[Math.floor(digest / ONE_IN) % pairs.length];
  if (first === undefined) return null;
  return new Exchanged(keys.toSpliced(first, 2, keys[first + 1]!, keys[first]!).flat());
}

/** Follows choices by their names. */
export class Exchanged implements SchedulePicker {
  readonly number = -1;
  readonly #keys: readonly string[];
  #position = 0;

  constructor(keys: readonly string[]) {
    this.#keys = keys;
  }

  pick(enabled: readonly Choice[]): number {
    const key = this.#keys[this.#position++];
    const index = enabled.findIndex((choice) => keyOf(choice) === key);
    if (index < 0) throw new Divergence(this.#position, 'a choice that there was in the other order', enabled);
    return index;
  }

  restart(): void {
    this.#position = 0;
  }
}

/** What differs between two executions that must be equivalent; null: nothing. */
export function relationProblem(run: Run, other: Run): RunProblem | null {
  const difference = other.problem?.message ?? differenceByActor(run, other);
  if (difference === null) return null;
  return {
    kind: 'relation',
    message: `two steps were held to be independent, but in the other order the run differs: ${difference}. What was left out as redundant may not have been. Fix: write \`reduction: none\`. When actors share memory, keep it in the \`local\` handle; else this is a fault of Stalemate: please report it`,
  };
}

/** Step by step of each actor: what was asked and answered. The observer's steps tell whether the stores ended the same. */
function differenceByActor(run: Run, other: Run): string | null {
  const lanes = new Set([...run.steps, ...other.steps].map(({ actor }) => actor.index));
  for (const lane of lanes) {
    const [mine, its] = [run, other].map(({ steps }) => steps.filter(({ actor }) => actor.index === lane));
    for (let i = 0; i < Math.max(mine!.length, its!.length); i++) {
      const difference = outcomeDifference(mine![i], its![i]);
      if (difference !== null) return difference;
    }
  }
  const [state, otherState] = [run, other].map(({ engine }) => JSON.stringify(engine.inspect()));
  return state === otherState ? null : `the stores end as ${state}, then as ${otherState}`;
}
