/**
 * Coverage in the words of the domain: of each key, whose step came between which two steps of somebody else's operation.
 *
 * A *window* is the gap between two consecutive steps of one operation, a *visitor* a step of another actor on the same
 * key. A *hand-off* is a visitor in a window: `reader redis.set between writer mysql.update and redis.del`. What could be
 * seen is every visitor that was met in every window that was met, of the same key and of actors that can meet; what of
 * that was never seen is what an exploration has not tried.
 */
import type { Actor } from '../../scheduler/actor.ts';
import type { Run } from '../../scheduler/run.ts';
import type { Operation, Step } from '../../scheduler/step.ts';
import { choicesOf } from './choices.ts';
import type { Place, Visitor, Window } from './places.ts';
import { nameOfVisitor, nameOfWindow, Places } from './places.ts';

/** The first schedule that reached something. */
export interface FirstSight {
  readonly number: number;
  /** Its choices (choices.ts): what the guided arm starts from. */
  readonly choices: readonly number[];
}

/** Plain data, so that it can be sent from thread to thread as it is. */
export interface HandOffData {
  readonly visitors: ReadonlyMap<string, Visitor>;
  readonly windows: ReadonlyMap<string, Window>;
  /** By `handOffName`. */
  readonly seen: ReadonlyMap<string, FirstSight>;
}

export class HandOffs implements HandOffData {
  readonly seen = new Map<string, FirstSight>();
  readonly #places = new Places();
  /** What this thread itself has seen, without texts: most of what a schedule shows is known, and must be known quickly. */
  readonly #numbers = new Map<Window, Map<Visitor, number>>();

  get visitors(): ReadonlyMap<string, Visitor> {
    return this.#places.visitors;
  }

  get windows(): ReadonlyMap<string, Window> {
    return this.#places.windows;
  }

  /** @param number of the schedule */
  add(run: Run, number: number): void {
    const open: OpenOperation[] = [];
    for (const step of run.steps) {
      if (step.index >= run.observedFrom) break;
      const { actor, operation } = step;
      const key = keyOf(step);
      if (operation === null) {
        if (isBySelf(step)) this.#visitAll(open, step, key);
      } else if (key !== null) {
        const { place, visitors } = this.#advance(open, step, operation, key);
        if (place.window !== null && visitors.length > 0) this.#note(place.window, visitors, run, number);
        visitors.length = 0;
        for (const other of open) if (other.actor !== actor && other.key === key) other.visitors.push(place.visitor);
      }
    }
  }

  /** In whatever order they are merged, the sum is the same. */
  merge({ visitors, windows, seen }: HandOffData): void {
    this.#places.merge(visitors, windows);
    for (const [name, sight] of seen) {
      if (sight.number < (this.seen.get(name)?.number ?? Infinity)) this.seen.set(name, sight);
    }
  }

  /** An operation takes its next step: what came since the one before stood in a window of it. */
  #advance(open: OpenOperation[], step: Step, operation: Operation, key: string): OpenOperation {
    const { actor } = step;
    const mine = open.find((candidate) => candidate.actor === actor);
    if (mine === undefined) {
      const opened = { actor, operation, key, place: this.#places.first(step, key), visitors: [] };
      open.push(opened);
      return opened;
    }
    mine.place = mine.operation === operation ? this.#places.after(mine.place, step) : this.#places.first(step, key);
    mine.operation = operation;
    mine.key = key;
    return mine;
  }

  #visitAll(open: readonly OpenOperation[], step: Step, key: string | null): void {
    for (const { key: other, visitors } of open) {
      if (key === null || key === other) visitors.push(this.#places.outside(step, other, step.intervention!.kind));
    }
  }

  #note(window: Window, visitors: readonly Visitor[], run: Run, number: number): void {
    let numbers = this.#numbers.get(window);
    if (numbers === undefined) this.#numbers.set(window, (numbers = new Map()));
    for (const visitor of visitors) {
      const known = numbers.get(visitor);
      if (known !== undefined && known <= number) continue;
      numbers.set(visitor, number);
      const name = handOffName(nameOfVisitor(visitor), nameOfWindow(window));
      if (number < (this.seen.get(name)?.number ?? Infinity)) this.seen.set(name, { number, choices: choicesOf(run) });
    }
  }
}

/** @param visitor and window, by name */
export function handOffName(visitor: string, window: string): string {
  return `${visitor}|${window}`;
}

/** Mutable: one for each actor, and actors take many steps. */
interface OpenOperation {
  readonly actor: Actor;
  operation: Operation;
  key: string;
  /** Of its last step. */
  place: Place;
  /** Since then. */
  readonly visitors: Visitor[];
}

/**
 * The key that a step is about, as the scenario names it: that of its operation, which stands also for a lock or a version
 * that the strategy keeps beside it. Null for what is about no key, or about all of them.
 */
function keyOf(step: Step): string | null {
  if (step.operation !== null) return step.operation.key;
  return step.intervention?.kind === 'flush' ? null : step.subject;
}

/** What happens to the cache by itself: a fault, or an expiry. It belongs to no operation. */
function isBySelf({ intervention }: Step): boolean {
  return intervention !== null && !('session' in intervention);
}
