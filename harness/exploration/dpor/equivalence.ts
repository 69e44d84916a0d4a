/**
 * The proof of the reduction, by sample: an execution is repeated with its steps in another order that is held to be
 * equivalent. If anything but the order differs, a footprint is too narrow, the exploration has left out schedules that are
 * of another kind, and its verdict is worth nothing: that is reported as what it is.
 */
import { isDeepStrictEqual } from 'node:util';
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import type { HappensBefore } from '../../dependence/happens-before.ts';
import type { Choice } from '../../scheduler/choice.ts';
import type { RunProblem } from '../../scheduler/problems.ts';
import type { Run } from '../../scheduler/run.ts';
import { outcomeDifference } from '../execution/difference.ts';
import type { SchedulePicker } from '../policies/policy.ts';
import { Divergence } from '../replay/known-choices.ts';
import { digestOf } from '../verdict/sample.ts';
import { keyOf } from './candidates.ts';

/** Each of the first executions is repeated in two other orders; of the rest, one in so many in one. */
const ALL_OF_THE_FIRST = 100;
const ONE_IN = 5;

/** The choices of an execution, by the step that they belong to. */
export type KeysByStep = readonly (readonly string[])[];

/** Other orders of the same class, as far as it is this execution's turn. */
export function rearranged(number: number, run: Run, order: HappensBefore, keys: KeysByStep): Rearranged[] {
  const digest = digestOf(run.indices);
  const isAmongFirst = number < ALL_OF_THE_FIRST;
  if (!isAmongFirst && digest % ONE_IN !== 0) return [];
  const generator = xoroshiro128plus(digest);
  const anyOf = (ready: readonly number[]): number => ready[uniformInt(generator, 0, ready.length - 1)]!;
  // What came last in the order of exploration comes first: the furthest away.
  const lastOf = (ready: readonly number[]): number => ready.at(-1)!;
  const choosers = isAmongFirst ? [anyOf, lastOf] : [anyOf];
  return choosers
    .map((choose) => linearise(order, choose))
    .filter((steps) => steps.some((step, i) => step !== i))
    .map((steps) => new Rearranged([...steps.map((step) => keys[step]!), ...keys.slice(steps.length)].flat()));
}

/** The steps in an order that keeps what happens before what. */
function linearise(order: HappensBefore, choose: (ready: readonly number[]) => number): number[] {
  const left = new Set(order.steps.keys());
  const steps: number[] = [];
  while (left.size > 0) {
    const ready = [...left].filter((step) => ![...left].some((other) => order.precedes(other, step)));
    const next = choose(ready);
    left.delete(next);
    steps.push(next);
  }
  return steps;
}

/** Follows choices by their names. */
export class Rearranged implements SchedulePicker {
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
    message: `an order of steps was held to be equivalent, but in it the run differs: ${difference}. What was left out as redundant may not have been. Fix: write \`reduction: none\`. When actors share memory, keep it in the \`local\` handle; else this is a fault of Stalemate: please report it`,
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
  // Which key came to be first is no difference.
  const [state, otherState] = [run.engine.inspect(), other.engine.inspect()];
  if (isDeepStrictEqual(state, otherState)) return null;
  return `the stores end as ${JSON.stringify(state)}, then as ${JSON.stringify(otherState)}`;
}
