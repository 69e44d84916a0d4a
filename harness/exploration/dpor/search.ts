/**
 * A depth-first search of the schedules that begin alike. When it proves to be large, it is cut into parts that need not know
 * of each other. What is executed, and where it is cut, depends on nothing but what it began with.
 *
 * To cut it, each way on from each choice point of the path is begun, from the end of the path to its start, and after one
 * execution left to a search of its own. That execution tells what the first step of the way touches, so that it sleeps in the
 * parts that are begun later. As every way is begun, races with steps of the path have nothing left to demand.
 *
 * What sleeps where a part begins is explored by parts that do not tell this one what they find. In an undivided search, its
 * races would demand the schedules in which something wakes it; here nothing does. So a part leaves a sequence out only when
 * what sleeps is itself in it and could come first, as with source sets, and not when all of it is independent of what sleeps.
 * That is sound, executes no class twice, and costs some executions that are given up. Abdulla et al., POPL 2014, sections 4, 5.
 */
import { EVERYTHING } from '../../dependence/access.ts';
import type { HappensBefore } from '../../dependence/happens-before.ts';
import { demandsOf } from './demands.ts';
import type { NodeState } from './node.ts';
import { Node } from './node.ts';
import type { PickerOptions } from './path-picker.ts';
import { PathPicker } from './path-picker.ts';

export interface SearchOptions extends PickerOptions {
  /** How many schedules are executed before the search is cut. A part is cut again after a third as many. */
  readonly cutAfter: number;
}

/** Plain data: where a search has come to. */
export interface SearchState {
  /** The choice points of the schedule that is next. */
  readonly path: readonly NodeState[];
  /** How many of them are given: what else there is to do there is for others. */
  readonly floor: number;
  /** The number of the next schedule. */
  readonly made: number;
  /** How many schedules there may be before it is cut. */
  readonly left: number;
  /** While it is being cut: the place of the choice point whose ways are being begun. Else -1. */
  readonly trunk: number;
  /** A guess of how large it is, in units of its own. */
  readonly size: number;
}

/** A search of all schedules. */
export function wholeSearch(options: SearchOptions): Search {
  return new Search(options, { path: [], floor: 0, made: 0, left: options.cutAfter, trunk: -1, size: 1 });
}

export class Search {
  readonly size: number;
  isOver = false;
  readonly #options: SearchOptions;
  readonly #path: Node[];
  readonly #floor: number;
  #made: number;
  #left: number;
  #trunk: number;

  constructor(options: SearchOptions, { path, floor, made, left, trunk, size }: SearchState) {
    this.#options = options;
    this.#path = path.map((node) => new Node(node));
    this.#floor = floor;
    this.#made = made;
    this.#left = left;
    this.#trunk = trunk;
    this.size = size;
  }

  get state(): SearchState {
    const { size } = this;
    return { path: this.#path, floor: this.#floor, made: this.#made, left: this.#left, trunk: this.#trunk, size };
  }

  get #partSize(): number {
    return Math.ceil(this.#options.cutAfter / 3);
  }

  next(): PathPicker {
    return new PathPicker(this.#made++, this.#path, this.#trunk + 1, this.#options);
  }

  /** Returns the part that has broken off: what else begins like the schedule, as far as it was its turn. */
  ended(picker: PathPicker): Search | null {
    if (this.#trunk < 0) {
      this.#learn(picker);
      if (!this.isOver && --this.#left <= 0) this.#cut();
      return null;
    }
    const part = this.#breakOff(picker);
    part.#learn(picker);
    this.#backtrack(picker);
    this.#trunk = this.#path.length - 1;
    return part.isOver ? null : part;
  }

  #learn(picker: PathPicker): void {
    const last = this.#path.at(-1);
    // The end has no step of its own.
    if (last?.chosen.key === 'end') last.demandRivals(EVERYTHING);
    for (const { place, sequence } of demandsOf(this.#path, picker.order, this.#floor))
      this.#path[place]!.demand(sequence);
    this.#backtrack(picker);
  }

  #backtrack({ order, symmetry }: PathPicker): void {
    const path = this.#path;
    while (path.length > this.#floor) {
      const node = path.at(-1)!;
      node.close();
      symmetry?.spread(node, order);
      if (node.advance()) return;
      path.pop();
      const parent = path.at(-1);
      if (parent !== undefined && !parent.hasStepped) parent.footprint = node.explored;
    }
    this.isOver = true;
  }

  /** Where something may be lost by waiting, what else must be explored follows from more than conflicts: that stays in one piece. */
  #cut(): void {
    this.#left = this.#partSize;
    const open = this.#path.slice(this.#floor);
    if (open.some(({ candidates }) => candidates.some(({ isContested }) => isContested))) return;
    for (const node of open) node.demandAll();
    this.#trunk = this.#path.length - 1;
  }

  #breakOff({ order }: PathPicker): Search {
    const floor = this.#trunk + 1;
    const beyond = this.#path.splice(floor);
    const given = this.#path.map((node) => node.passage());
    return new Search(this.#options, {
      path: [...given, ...beyond],
      floor,
      made: this.#made,
      left: this.#partSize,
      trunk: -1,
      size: ordersOf(order, given.at(-1)!.depth + 1),
    });
  }
}

/** In how many orders the steps from here on could come if only each actor's own order were kept. */
function ordersOf({ steps }: HappensBefore, from: number): number {
  const taken = new Map<number, number>();
  let orders = 1;
  for (const [i, { step }] of steps.slice(from).entries()) {
    const own = (taken.get(step.actor.index) ?? 0) + 1;
    taken.set(step.actor.index, own);
    orders *= (i + 1) / own;
  }
  return orders;
}
