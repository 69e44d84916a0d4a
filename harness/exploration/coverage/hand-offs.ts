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
import type { Operation } from '../../scheduler/step.ts';
import { choicesOf } from './choices.ts';
import { isBySelf, keyOf, siteOf } from './sites.ts';

/** The first schedule that reached something. */
export interface FirstSight {
  readonly number: number;
  /** Its choices (choices.ts): what the guided arm starts from. */
  readonly choices: readonly number[];
}

export interface Visitor {
  readonly key: string;
  readonly group: string;
  readonly site: string;
  /** One of several actors of its group, so that it can meet one of its own. */
  readonly hasPeers: boolean;
}

export interface Window {
  readonly key: string;
  readonly group: string;
  readonly from: string;
  readonly to: string;
}

/** Plain data, so that it can be sent from thread to thread as it is. */
export type HandOffData = Pick<HandOffs, 'visitors' | 'windows' | 'seen'>;

export class HandOffs {
  readonly visitors = new Map<string, Visitor>();
  readonly windows = new Map<string, Window>();
  readonly seen = new Map<string, FirstSight>();

  /** @param number of the schedule */
  add(run: Run, number: number): void {
    const open = new Map<Actor, OpenWindow>();
    let choices: readonly number[] | null = null;
    for (const step of run.steps) {
      if (step.index >= run.observedFrom) break;
      const { actor, operation } = step;
      if (operation === null && !isBySelf(step)) continue;
      const key = keyOf(step);
      const mine = open.get(actor);
      const isNext = mine !== undefined && mine.operation === operation;
      const site = siteOf(step, isNext ? mine.sites : null);
      if (isNext) {
        const window = this.#window(mine.key, actor.group, mine.sites.at(-1)!, site);
        for (const visitor of mine.visitors) {
          const handOff = nameOf(visitor, window);
          if ((this.seen.get(handOff)?.number ?? Infinity) <= number) continue;
          choices ??= choicesOf(run);
          this.seen.set(handOff, { number, choices });
        }
        mine.visitors.length = 0;
        mine.sites.push(site);
      } else if (operation !== null && key !== null) {
        open.set(actor, { operation, key, sites: [site], visitors: [] });
      }
      const visitor = key === null ? null : this.#visitor(key, actor, site);
      for (const [other, window] of open) {
        if (other === actor || (key !== null && window.key !== key)) continue;
        window.visitors.push(visitor ?? this.#visitor(window.key, actor, site));
      }
    }
  }

  /** In whatever order they are merged, the sum is the same. */
  merge({ visitors, windows, seen }: HandOffData): void {
    for (const [name, visitor] of visitors) this.visitors.set(name, visitor);
    for (const [name, window] of windows) this.windows.set(name, window);
    for (const [name, sight] of seen) {
      if (sight.number < (this.seen.get(name)?.number ?? Infinity)) this.seen.set(name, sight);
    }
  }

  #window(key: string, group: string, from: string, to: string): string {
    const name = `${key} ${group} ${from} ${to}`;
    if (!this.windows.has(name)) this.windows.set(name, { key, group, from, to });
    return name;
  }

  #visitor(key: string, { group, name }: Actor, site: string): string {
    const visitor = `${key} ${group} ${site}`;
    if (!this.visitors.has(visitor)) this.visitors.set(visitor, { key, group, site, hasPeers: name !== group });
    return visitor;
  }
}

/** How `seen` calls it. */
export function nameOf(visitor: string, window: string): string {
  return `${visitor}|${window}`;
}

interface OpenWindow {
  readonly operation: Operation;
  readonly key: string;
  /** Of the operation's steps so far. */
  readonly sites: string[];
  /** Since the last of them. */
  readonly visitors: string[];
}
