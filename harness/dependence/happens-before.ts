/**
 * The order of a run's steps that matters: a step comes after those of its own actor, after what made it possible, and
 * after every earlier step that it conflicts with. Runs with the same such order are equivalent (Mazurkiewicz): every
 * actor sees the same, and the stores end the same. Vector clocks as in Flanagan and Godefroid, POPL 2005.
 */
import type { Commit, RowChange } from '../engines/engine.ts';
import type { Run } from '../scheduler/run.ts';
import type { Operation, Step } from '../scheduler/step.ts';
import type { Footprint } from './access.ts';
import { conflicts } from './access.ts';
import { Footprints } from './footprints.ts';

export interface OrderedStep {
  readonly step: Step;
  readonly footprint: Footprint;
  /** Of each lane, how many of its steps happen before this one, itself included. */
  readonly clock: readonly number[];
  /** What its own actor and what made it possible had seen: the clock without conflicts. */
  readonly base: readonly number[];
  /** Its place among the steps of its lane, from 1. */
  readonly position: number;
}

/** Grows with the run, and can be cut back to a prefix of it. */
export class HappensBefore {
  readonly steps: OrderedStep[] = [];
  readonly #run: Run;
  readonly #footprints: Footprints;

  constructor(run: Run) {
    this.#run = run;
    this.#footprints = new Footprints(run);
  }

  /**
   * The next step of the run, which has settled.
   * @param alternatives what else its actor could have done instead, and cannot do at this point any more
   */
  add(step: Step, alternatives: Footprint = []): OrderedStep {
    const footprint = [...this.#footprints.next(step), ...alternatives];
    const lane = step.actor.index;
    const base: number[] = [];
    const previous = this.#lastOf(lane);
    if (previous !== null) join(base, previous.clock);
    for (const cause of this.#causesOf(step)) join(base, this.steps[cause]!.clock);
    const clock = base.slice();
    for (let i = this.steps.length - 1; i >= 0; i--) {
      const earlier = this.steps[i]!;
      if (!covers(clock, earlier) && conflicts(earlier.footprint, footprint)) join(clock, earlier.clock);
    }
    const position = (previous?.position ?? 0) + 1;
    clock[lane] = position;
    const ordered = { step, footprint, clock, base, position };
    this.steps.push(ordered);
    return ordered;
  }

  /** What a choice would touch if it were taken now. */
  pending(choice: Parameters<Footprints['pending']>[0]): Footprint {
    return this.#footprints.pending(choice);
  }

  precedes(one: number, other: number): boolean {
    return one < other && covers(this.steps[other]!.clock, this.steps[one]!);
  }

  #lastOf(lane: number): OrderedStep | null {
    for (let i = this.steps.length - 1; i >= 0; i--)
      if (this.steps[i]!.step.actor.index === lane) return this.steps[i]!;
    return null;
  }

  /** Events come in the order of commits; a real engine's are other objects than the changes of its commits. */
  #commitOf(event: RowChange): Commit | null {
    const { changes, commits } = this.#run.engine;
    let before = changes.indexOf(event);
    for (const commit of commits) {
      const brought = commit.followed ?? commit.changes.length;
      if (before < brought) return commit;
      before -= brought;
    }
    return null;
  }

  /** Where it came into the binlog that is followed. */
  #appearanceOf(commit: Commit): readonly number[] {
    const { changesFrom } = this.#run.plan;
    if (changesFrom === 0) return this.#executionOf(commit);
    const applied = this.steps.find(
      ({ step: { intervention } }) =>
        intervention?.kind === 'apply' && intervention.replica === changesFrom && intervention.commit === commit,
    );
    return applied === undefined ? [] : [applied.step.index];
  }

  /** None for what was committed before the history begins. */
  #executionOf(commit: Commit): readonly number[] {
    const { grantedAt, index } = commit.step as Step;
    if (this.#run.steps[index] !== commit.step) return [];
    return [grantedAt >= 0 ? grantedAt : index];
  }

  /** The commit that a round in the background is for; without one, it takes the place of a round that has died. */
  #causeOfRound({ cause, actor }: Operation): readonly number[] {
    if (cause !== null) return this.#executionOf(cause);
    const { publishers } = this.#run;
    const crash = this.steps.findLast(({ step }) =>
      publishers!.lanes.some((other) => other !== actor && ends(step, other.name)),
    );
    return crash === undefined ? [] : [crash.step.index];
  }

  /** Steps without which this one could not have been chosen: indices. */
  #causesOf({ actor, event, index, intervention, causes: others, operation }: Step): readonly number[] {
    const causes = [...others];
    for (const predecessor of actor.predecessors) {
      const last = this.steps.findLast(({ step }) => step.actor === predecessor || ends(step, predecessor.name));
      // What had to wait ended with the step that let it go.
      if (last !== undefined) causes.push(last.step.index, ...(last.step.grantedAt >= 0 ? [last.step.grantedAt] : []));
    }
    if (event !== null) {
      const commit = this.#commitOf(event);
      if (commit !== null) causes.push(...this.#appearanceOf(commit));
    }
    if (operation?.kind === 'poll' && operation.invokedAt === index) causes.push(...this.#causeOfRound(operation));
    if (intervention?.kind === 'apply') causes.push(...this.#executionOf(intervention.commit));
    for (const { step } of this.steps) {
      if (step.actor === actor && step.grantedAt >= 0 && step.grantedAt < index) causes.push(step.grantedAt);
    }
    return causes;
  }
}

function ends(step: Step, victim: string): boolean {
  return step.fault === 'crash' && step.command === victim;
}

/** The clock learns what the other one knows. */
export function join(clock: number[], other: readonly number[]): void {
  for (let i = 0; i < other.length; i++) clock[i] = Math.max(clock[i] ?? 0, other[i] ?? 0);
}

/** The clock knows the step. */
export function covers(clock: readonly number[], { step, position }: OrderedStep): boolean {
  return (clock[step.actor.index] ?? 0) >= position;
}

/** Of a finished run, its main phase. */
export function happensBefore(run: Run): HappensBefore {
  const order = new HappensBefore(run);
  const end = run.observedFrom < 0 ? run.steps.length : run.observedFrom;
  for (let i = 0; i < end; i++) order.add(run.steps[i]!);
  return order;
}
