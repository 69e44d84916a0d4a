/**
 * Exhaustive search with partial-order reduction: of all interleavings that differ only in the order of steps that do not
 * conflict, one is executed. Each execution's races, reversed, say what must be explored instead (races.ts); wakeup trees
 * lead there (wakeup.ts), and sleep sets keep the same from being explored twice (node.ts). A large search is cut into parts
 * (search.ts), for other threads and for shards.
 *
 * Guarantees: every class of equivalent interleavings is executed. Without faults, timers, and actors that do several things
 * at once, each is executed once; and in a search that is not cut, no execution is given up as redundant. Those have choices
 * that nothing makes come true, and cost some executions more. Where a search is cut does not depend on who executes what.
 * Depends on footprints that name all that a step touches. Memory that actors share without the `local` handle, such as a
 * variable of the strategy's module, is not seen: explore such code with `reduction: none` (see equivalence.ts).
 */
import { isGtidWait } from '../../dependence/gtid-waits.ts';
import type { Step } from '../../scheduler/step.ts';
import type { SearchShare } from '../division/helpers.ts';
import type { DivisiblePolicy, SchedulePicker, ShardablePolicy } from '../policies/policy.ts';
import { digestOf } from '../replay/digest.ts';
import { Deal } from './deal.ts';
import { rearranged } from './equivalence.ts';
import type { PathPicker, PickerOptions } from './path-picker.ts';
import type { SearchOptions } from './search.ts';
import { Search, wholeSearch } from './search.ts';

export interface DporOptions extends PickerOptions {
  /** How many schedules are executed before the search is cut into parts; these are cut again after a third as many. For tests. */
  readonly cutAfter?: number;
}

/**
 * What is smaller than that is explored in one piece, without a redundant execution, in a few seconds. Of a larger one, about
 * 6 % of the executions are given up; were parts cut again after 1,000, it would be 15 % (5 readers and a writer, 2026-11-21).
 */
const CUT_AFTER = 12_000;
/** More than a helper does before it returns what is left. */
const SHARE_MAX = 16;

export class Dpor implements DivisiblePolicy, ShardablePolicy {
  readonly isSampled = false;
  unsuitable: string | null = null;
  split = '';
  readonly #options: SearchOptions;
  /** The one that is on its way, until it is over; a schedule follows from those before it. */
  #search: Search | null;
  /** What has broken off from it. */
  #parts: Search[] = [];
  /** Other searches. The next one is the last: the smaller ones come first, so that there are never many. */
  #open: Search[] = [];
  #isRunning = false;
  #given = 0;
  /** Of a shard, until it knows its part. */
  #deal: Deal | null = null;

  constructor({ usesSymmetry, cutAfter = CUT_AFTER }: DporOptions) {
    this.#options = { usesSymmetry, cutAfter };
    this.#search = wholeSearch(this.#options);
  }

  get isComplete(): boolean {
    const isOver = this.#search === null && this.#open.length === 0 && this.#given === 0;
    return isOver && this.unsuitable === null;
  }

  next(): SchedulePicker | null {
    if (this.unsuitable !== null || this.#isRunning) return null;
    this.#search ??= this.#open.pop() ?? null;
    if (this.#search === null) return null;
    this.#isRunning = true;
    const picker = this.#search.next();
    if (this.#deal !== null) picker.isForeign = this.#deal.isForeign();
    return picker;
  }

  equivalentsOf(picker: SchedulePicker): SchedulePicker[] {
    const path = picker as PathPicker;
    path.notice();
    const { run, order, keys, isRedundant, isForeign } = path;
    return isRedundant || isForeign || run.problem !== null ? [] : rearranged(picker.number, run, order, keys);
  }

  ended(picker: SchedulePicker): void {
    this.#isRunning = false;
    const path = picker as PathPicker;
    path.notice();
    if (path.run.plan.sharesMemory) this.unsuitable = DECLARED;
    else if (path.run.steps.some(isJoining)) this.unsuitable = SHARED;
    else if (path.run.replicas !== null && path.run.steps.some(isGtidWait)) this.unsuitable = AWAITED;
    const part = this.#search!.ended(path);
    if (part !== null) this.#parts.push(part);
    if (!this.#search!.isOver) return;
    this.#search = null;
    this.#open.push(...this.#parts.reverse());
    this.#parts = [];
    if (this.#deal !== null) this.#settle(this.#deal);
  }

  shard(index: number, count: number): void {
    this.#deal = new Deal(index, count);
  }

  /** Cuts the largest part again, until there are enough. */
  #settle(deal: Deal): void {
    this.#open.sort((one, other) => one.size - other.size);
    if (!deal.isEnough(this.#open.length)) return;
    this.split = digestOf(
      this.#open.map(({ state: { path, floor } }) => path.slice(0, floor).map(({ chosen }) => chosen.key)),
    );
    this.#open = deal.mine(this.#open);
    this.#deal = null;
  }

  give(parts: number): SearchShare | null {
    const { unsuitable } = this;
    if (parts > 1 && (this.#deal !== null || unsuitable !== null)) return null;
    const given: Search[] = parts === 1 ? this.#takeAll() : this.#take(Math.ceil(this.#open.length / parts));
    if (given.length === 0 && unsuitable === null) return null;
    this.#given++;
    return { kind: 'searches', searches: given.map(({ state }) => state), unsuitable };
  }

  takeBack(rest: SearchShare | null): void {
    this.#given--;
    if (rest === null) return;
    this.unsuitable ??= rest.unsuitable;
    this.#open.push(...this.#from(rest));
  }

  restrictTo(share: SearchShare): void {
    this.#search = null;
    this.#open = this.#from(share);
  }

  #from({ searches }: SearchShare): Search[] {
    return searches.map((state) => new Search(this.#options, state));
  }

  #take(count: number): Search[] {
    return count === 0 ? [] : this.#open.splice(-Math.min(count, SHARE_MAX));
  }

  #takeAll(): Search[] {
    const all = [...this.#open, ...this.#parts.reverse(), ...(this.#search === null ? [] : [this.#search])];
    this.#open = [];
    this.#parts = [];
    this.#search = null;
    return all;
  }
}

/** An actor waits for a promise of another one's: they share memory, and what else they tell each other is not known. */
function isJoining({ store, fault }: Step): boolean {
  return store === 'actor' && fault === null;
}

const AWAITED = 'who waits on a replica for a transaction waits for a step that no footprint shows before it happens';
const DECLARED = 'the strategy says that its actors share memory, which no footprint shows';
const SHARED =
  'an operation began without a step: it sleeps first, answers from memory, or waits for another actor, which no footprint shows';
