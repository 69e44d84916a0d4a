/**
 * Exhaustive search with partial-order reduction: of all interleavings that differ only in the order of steps that do not
 * conflict, one is executed. Source sets decide what must be explored, sleep sets keep the same from being explored
 * twice (races.ts, node.ts); an execution in which everything that could go on sleeps is redundant and given up.
 *
 * Guarantees: every class of equivalent interleavings is executed at least once, and no class twice.
 * Depends on footprints that name all that a step touches. Memory that actors share without the `local` handle, such as a
 * variable of the strategy's module, is not seen: explore such code with `reduction: none`.
 */
import type { Choice } from '../../scheduler/choice.ts';
import { ABANDON } from '../../scheduler/choice.ts';
import type { Run } from '../../scheduler/run.ts';
import type { Step } from '../../scheduler/step.ts';
import { HappensBefore } from '../../dependence/happens-before.ts';
import type { Policy, SchedulePicker } from '../policy.ts';
import { Divergence } from '../replay.ts';
import type { Candidate } from './candidates.ts';
import { candidatesOf } from './candidates.ts';
import { rearranged } from './equivalence.ts';
import { Node } from './node.ts';
import { initialsOf, racesOf } from './races.ts';
import { Symmetry } from './symmetry.ts';

export interface DporOptions {
  /** Of identical actors, which one does what makes no difference: explore one of the ways. */
  readonly usesSymmetry: boolean;
}

export class Dpor implements Policy {
  readonly isSampled = false;
  unsuitable: string | null = null;
  readonly #options: DporOptions;
  #path: Node[] = [];
  #isOver = false;
  #isRunning = false;
  #made = 0;

  constructor(options: DporOptions) {
    this.#options = options;
  }

  get isComplete(): boolean {
    return this.#isOver && !this.#isRunning && this.unsuitable === null;
  }

  next(): SchedulePicker | null {
    if (this.unsuitable !== null || this.#isOver || this.#isRunning) return null;
    this.#isRunning = true;
    return new PathPicker(this.#made++, this.#path, this.#options);
  }

  equivalentsOf(picker: SchedulePicker): SchedulePicker[] {
    const path = picker as PathPicker;
    path.notice();
    const { run, order, keys, isRedundant } = path;
    return isRedundant || run.problem !== null ? [] : rearranged(picker.number, run, order, keys);
  }

  ended(picker: SchedulePicker): void {
    this.#isRunning = false;
    const path = picker as PathPicker;
    path.notice();
    if (path.run.steps.some(isJoining)) this.unsuitable = SHARED;
    const { order, fresh } = path;
    // The end has no step of its own.
    const last = this.#path.at(-1);
    if (last?.hasStepped === false) last.addRivals([]);
    this.#addReversals(order, fresh);
    this.#backtrack(order, path.symmetry);
  }

  /** @param fresh how many nodes of the path were there before. */
  #addReversals(order: HappensBefore, fresh: number): void {
    const nodes = this.#path;
    /** By step: the node of its first choice. */
    const nodeOf: Node[] = [];
    for (const node of nodes) nodeOf[node.depth] ??= node;
    const from = nodes[fresh - 1]?.depth ?? 0;
    for (let second = from; second < order.steps.length; second++) {
      for (const race of racesOf(order, second)) {
        const node = nodeOf[race.first]!;
        const keys = initialsOf(order, race).map((initial) => nodeOf[initial]!.chosen.key);
        if (keys.some((key) => node.isCovered(key))) continue;
        const key = keys.find((one) => node.candidates.some((candidate) => candidate.key === one));
        if (key !== undefined) node.todo.add(key);
        else for (const candidate of node.candidates) node.todo.add(candidate.key);
      }
    }
  }

  #backtrack(order: HappensBefore, symmetry: Symmetry | null): void {
    for (let node = this.#path.at(-1); node !== undefined; node = this.#path.at(-1)) {
      node.close();
      symmetry?.spread(node, order);
      const next = node.next();
      if (next !== null) return node.choose(next);
      this.#path.pop();
      const parent = this.#path.at(-1);
      if (parent !== undefined && !parent.hasStepped) {
        parent.footprint = node.explored;
      }
    }
    this.#isOver = true;
  }
}

/** Follows the path, and makes it longer. */
class PathPicker implements SchedulePicker {
  readonly number: number;
  readonly fresh: number;
  isRedundant = false;
  /** The names of the choices, by step; those after the last step are the end. */
  readonly keys: string[][] = [];
  run!: Run;
  order!: HappensBefore;
  symmetry: Symmetry | null = null;
  readonly #path: Node[];
  readonly #options: DporOptions;
  #position = 0;

  constructor(number: number, path: Node[], options: DporOptions) {
    this.#options = options;
    this.number = number;
    this.#path = path;
    this.fresh = path.length;
  }

  attach(run: Run): void {
    this.run = run;
    this.order = new HappensBefore(run);
    if (this.#options.usesSymmetry) this.symmetry = new Symmetry(run);
  }

  pick(enabled: readonly Choice[]): number {
    this.notice();
    const candidates = candidatesOf(enabled, this.run, this.order);
    const position = this.#position++;
    const known = this.#path[position];
    if (known !== undefined) {
      this.#note(known.chosen);
      return indexOf(known.chosen, candidates, position, enabled);
    }
    const sleeping = this.#path[position - 1]?.sleepingAfter() ?? new Map();
    this.symmetry?.spread({ candidates, depth: this.order.steps.length, sleeping }, this.order);
    const index = candidates.findIndex(({ key }) => !sleeping.has(key));
    if (index < 0) {
      this.isRedundant = true;
      return ABANDON;
    }
    this.#path.push(new Node(candidates, this.order.steps.length, sleeping, candidates[index]!));
    this.#note(candidates[index]!);
    return index;
  }

  restart(): void {
    this.#position = 0;
    this.keys.length = 0;
  }

  #note({ key }: Candidate): void {
    (this.keys[this.order.steps.length] ??= []).push(key);
  }

  /** What the last choice has done. */
  notice(): void {
    const { steps, observedFrom } = this.run;
    const done = this.order.steps.length;
    if (steps.length === done || done === observedFrom) return;
    const node = this.#path[this.#position - 1]!;
    const { footprint } = this.order.add(steps[done]!, node.alternatives());
    node.footprint = footprint;
    node.hasStepped = true;
    node.addRivals(footprint);
    const opening = this.#path[this.#position - 2];
    if (opening?.hasStepped === false) opening.addRivals(footprint);
  }
}

function indexOf(
  chosen: Candidate,
  candidates: readonly Candidate[],
  position: number,
  enabled: readonly Choice[],
): number {
  const index = candidates.findIndex(({ key }) => key === chosen.key);
  if (index < 0) throw new Divergence(position + 1, 'the choice that there was before', enabled);
  return index;
}

/** An actor waits for a promise of another one's: they share memory, and what else they tell each other is not known. */
function isJoining({ store, fault }: Step): boolean {
  return store === 'actor' && fault === null;
}

const SHARED =
  'actors wait for each other through memory that they share, so that the order of any two steps may matter';
