/**
 * Where the code of operations is, step by step, as a tree: looking up the next place costs no text, which matters because
 * every step of every schedule is looked up. What a place is called, a person would say it: `read mysql.select`, and
 * `write redis.del#2` for the second one of an operation.
 */
import type { Step } from '../../scheduler/step.ts';

/** A step as it comes between the steps of others. */
export interface Visitor {
  readonly key: string;
  readonly group: string;
  readonly site: string;
  /** One of several actors of its group, so that it can meet one of its own. */
  readonly hasPeers: boolean;
}

/** The gap between two consecutive steps of an operation. */
export interface Window {
  readonly key: string;
  readonly group: string;
  readonly from: string;
  readonly to: string;
}

export interface Place {
  readonly visitor: Visitor;
  /** Between the step before it and this one; null at the first step of an operation. */
  readonly window: Window | null;
  /** By command (`nameOf`). */
  readonly next: Map<string, Place>;
  readonly path: readonly string[];
}

/** Equal visitors and equal windows are one object, by name. */
export class Places {
  readonly visitors = new Map<string, Visitor>();
  readonly windows = new Map<string, Window>();
  /** First places of operations, by group, kind and key. */
  readonly #firsts = new Map<string, Map<string, Place>>();

  /** The place of an operation's first step. */
  first(step: Step, key: string): Place {
    const { actor, operation } = step;
    const name = `${actor.group} ${operation!.kind} ${key}`;
    let places = this.#firsts.get(name);
    if (places === undefined) this.#firsts.set(name, (places = new Map()));
    return places.get(nameOf(step)) ?? this.#add(places, step, key, []);
  }

  /** The place of the step of the same operation that comes next. */
  after({ next, path, visitor }: Place, step: Step): Place {
    return next.get(nameOf(step)) ?? this.#add(next, step, visitor.key, path);
  }

  /** What belongs to no operation. */
  outside({ actor }: Step, key: string, site: string): Visitor {
    return this.#visitor(key, actor.group, site, false);
  }

  /** Those that another thread has met. */
  merge(visitors: ReadonlyMap<string, Visitor>, windows: ReadonlyMap<string, Window>): void {
    for (const [name, visitor] of visitors) ensure(this.visitors, name, visitor);
    for (const [name, window] of windows) ensure(this.windows, name, window);
  }

  #add(places: Map<string, Place>, step: Step, key: string, before: readonly string[]): Place {
    const { group, name } = step.actor;
    const site = siteOf(step, before);
    const from = before.at(-1);
    const place: Place = {
      visitor: this.#visitor(key, group, site, name !== group),
      window: from === undefined ? null : this.#window(key, group, from, site),
      next: new Map(),
      path: [...before, site],
    };
    places.set(nameOf(step), place);
    return place;
  }

  #visitor(key: string, group: string, site: string, hasPeers: boolean): Visitor {
    const visitor = { key, group, site, hasPeers };
    return ensure(this.visitors, nameOfVisitor(visitor), visitor);
  }

  #window(key: string, group: string, from: string, to: string): Window {
    const window = { key, group, from, to };
    return ensure(this.windows, nameOfWindow(window), window);
  }
}

export function nameOfVisitor({ key, group, site }: Visitor): string {
  return `${key} ${group} ${site}`;
}

export function nameOfWindow({ key, group, from, to }: Window): string {
  return `${key} ${group} ${from} ${to}`;
}

/** Redis and MySQL have no command of the same name; the other stores repeat some of them. */
function nameOf({ store, command }: Step): string {
  return store === 'redis' || store === 'mysql' ? command : `${store}.${command}`;
}

function siteOf({ operation, store, command }: Step, before: readonly string[]): string {
  const site = `${operation!.kind} ${store}.${command}`;
  const count = before.filter((other) => other === site || other.startsWith(`${site}#`)).length;
  return count === 0 ? site : `${site}#${count + 1}`;
}

function ensure<Value>(map: Map<string, Value>, name: string, value: Value): Value {
  const known = map.get(name);
  if (known !== undefined) return known;
  map.set(name, value);
  return value;
}
