/** One schedule of a search: follows its path to the end, and makes it longer. */
import type { Choice } from '../../scheduler/choice.ts';
import { ABANDON } from '../../scheduler/choice.ts';
import type { Run } from '../../scheduler/run.ts';
import { EVERYTHING } from '../../dependence/access.ts';
import { HappensBefore } from '../../dependence/happens-before.ts';
import type { SchedulePicker } from '../policies/policy.ts';
import { Divergence } from '../replay/known-choices.ts';
import type { Candidate } from './candidates.ts';
import { candidatesOf } from './candidates.ts';
import { Node } from './node.ts';
import { Symmetry } from './symmetry.ts';
import type { Branch, Piece } from './wakeup.ts';

export interface PickerOptions {
  /** Of identical actors, which one does what makes no difference: explore one of the ways. */
  readonly usesSymmetry: boolean;
}

export class PathPicker implements SchedulePicker {
  readonly number: number;
  isForeign = false;
  isRedundant = false;
  /** The names of the choices, by step; those after the last step are the end. */
  readonly keys: string[][] = [];
  run!: Run;
  order!: HappensBefore;
  symmetry: Symmetry | null = null;
  readonly #path: Node[];
  readonly #options: PickerOptions;
  /** The place of the first choice point that a part of a divided search has for itself; 0 in one that is whole. */
  readonly #base: number;
  #position = 0;

  /** @param path is made longer */
  constructor(number: number, path: Node[], base: number, options: PickerOptions) {
    this.#options = options;
    this.number = number;
    this.#path = path;
    this.#base = base;
  }

  attach(run: Run): void {
    this.run = run;
    this.order = new HappensBefore(run);
    if (this.#options.usesSymmetry) this.symmetry = new Symmetry(run);
  }

  pick(enabled: readonly Choice[]): number {
    this.notice();
    const candidates = candidatesOf(enabled, this.order);
    const position = this.#position++;
    const known = this.#path[position];
    if (known !== undefined) {
      this.#note(known.chosen);
      return indexOf(known.chosen, candidates, position, enabled);
    }
    const parent = this.#path[position - 1];
    const sleeping = parent?.sleepingAfter() ?? new Map<string, Piece>();
    if (position === this.#base)
      for (const [key, sleeper] of sleeping) sleeping.set(key, { ...sleeper, isElsewhere: true });
    this.symmetry?.spread({ candidates, depth: this.order.steps.length, sleeping }, this.order);
    const branches = waysOn(parent, candidates, sleeping);
    const [first] = branches;
    if (first === undefined) {
      this.isRedundant = true;
      return ABANDON;
    }
    const index = candidates.findIndex(({ key }) => key === first.key);
    const chosen = candidates[index]!;
    const depth = this.order.steps.length;
    this.#path.push(
      new Node({ candidates, depth, sleeping, branches, chosen, footprint: [], hasStepped: false, explored: [] }),
    );
    this.#note(chosen);
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
    node.demandRivals(footprint);
    const opening = this.#path[this.#position - 2];
    if (opening?.hasStepped === false) opening.demandRivals(footprint);
  }
}

/** What was demanded when this point was still ahead; else the first thing that does not sleep. Empty: nothing. */
function waysOn(
  parent: Node | undefined,
  candidates: readonly Candidate[],
  sleeping: ReadonlyMap<string, Piece>,
): Branch[] {
  const demanded = parent?.branches[0]?.branches.filter(({ key }) => !sleeping.has(key)) ?? [];
  if (demanded.length > 0 && demanded.every(({ key }) => candidates.some((candidate) => candidate.key === key)))
    return demanded;
  const awake = candidates.filter(({ key }) => !sleeping.has(key));
  const ways = demanded.length > 0 ? awake : awake.slice(0, 1);
  const isFree = demanded.length === 0;
  return ways.map((candidate) => ({ ...candidate, footprint: EVERYTHING, branches: [], isFree }));
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
