/**
 * Exhaustive search with partial-order reduction: of all interleavings that differ only in the order of steps that do not
 * conflict, one is executed. Each execution's races, reversed, say what must be explored instead (races.ts); wakeup trees
 * lead there (wakeup.ts), and sleep sets keep the same from being explored twice (node.ts).
 *
 * Guarantees: every class of equivalent interleavings is executed. Without faults, timers, and actors that do several things
 * at once, each is executed once, and no execution is given up as redundant; those have choices that nothing makes come
 * true, and cost some executions more.
 * Depends on footprints that name all that a step touches. Memory that actors share without the `local` handle, such as a
 * variable of the strategy's module, is not seen: explore such code with `reduction: none` (see equivalence.ts).
 */
import type { Choice } from '../../scheduler/choice.ts';
import { ABANDON } from '../../scheduler/choice.ts';
import type { Run } from '../../scheduler/run.ts';
import type { Step } from '../../scheduler/step.ts';
import type { Footprint } from '../../dependence/access.ts';
import { EVERYTHING } from '../../dependence/access.ts';
import { atWorst } from '../../dependence/at-worst.ts';
import { HappensBefore } from '../../dependence/happens-before.ts';
import type { Policy, SchedulePicker } from '../policies/policy.ts';
import { Divergence } from '../replay/known-choices.ts';
import type { Candidate } from './candidates.ts';
import { candidatesOf } from './candidates.ts';
import { rearranged } from './equivalence.ts';
import { Node } from './node.ts';
import { racesOf, reversalOf } from './races.ts';
import { Symmetry } from './symmetry.ts';
import type { Branch, Piece } from './wakeup.ts';

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
    const last = this.#path.at(-1);
    // The end has no step of its own.
    if (last?.chosen.key === 'end') last.demandRivals(EVERYTHING);
    this.#demandReversals(path.order);
    this.#backtrack(path.order, path.symmetry);
  }

  #demandReversals(order: HappensBefore): void {
    /** By step: its choices, and the node of the first of them. */
    const nodeOf: Node[] = [];
    const piecesOf: Piece[][] = [];
    for (const node of this.#path) {
      const { depth, chosen } = node;
      const step = order.steps[depth];
      if (step === undefined) break;
      nodeOf[depth] ??= node;
      (piecesOf[depth] ??= []).push({ ...chosen, footprint: step.footprint });
    }
    const stepOf = new Map(piecesOf.flatMap((pieces, step) => pieces.map((piece) => [piece, step] as const)));
    const precedes = (one: Piece, other: Piece): boolean => {
      const [first, second] = [stepOf.get(one)!, stepOf.get(other)!];
      if (first !== second) return order.precedes(first, second);
      return piecesOf[first]!.indexOf(one) < piecesOf[first]!.indexOf(other);
    };
    for (const race of racesOf(order)) {
      const { step, footprint } = order.steps[race.second]!;
      const widest = atWorst(step, footprint);
      const pieces = reversalOf(order, race).flatMap((index) => {
        const own = piecesOf[index]!;
        return index === race.second && widest !== footprint ? own.map((piece) => widened(piece, widest, stepOf)) : own;
      });
      nodeOf[race.first]!.demand({ pieces, precedes });
    }
  }

  #backtrack(order: HappensBefore, symmetry: Symmetry | null): void {
    for (let node = this.#path.at(-1); node !== undefined; node = this.#path.at(-1)) {
      node.close();
      symmetry?.spread(node, order);
      if (node.advance()) return;
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
    const parent = this.#path[position - 1];
    const sleeping = parent?.sleepingAfter() ?? new Map<string, Piece>();
    this.symmetry?.spread({ candidates, depth: this.order.steps.length, sleeping }, this.order);
    const branches = waysOn(parent, candidates, sleeping);
    const [first] = branches;
    if (first === undefined) {
      this.isRedundant = true;
      return ABANDON;
    }
    const index = candidates.findIndex(({ key }) => key === first.key);
    this.#path.push(new Node(candidates, this.order.steps.length, sleeping, branches, candidates[index]!));
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
  return ways.map((candidate) => ({ ...candidate, footprint: EVERYTHING, branches: [] }));
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

/** The piece as it may be when it comes earlier; the rest that is known of it stays. */
function widened(piece: Piece, footprint: Footprint, stepOf: Map<Piece, number>): Piece {
  const wide = { ...piece, footprint };
  stepOf.set(wide, stepOf.get(piece)!);
  return wide;
}

/** An actor waits for a promise of another one's: they share memory, and what else they tell each other is not known. */
function isJoining({ store, fault }: Step): boolean {
  return store === 'actor' && fault === null;
}

const SHARED =
  'actors wait for each other through memory that they share, so that the order of any two steps may matter';
