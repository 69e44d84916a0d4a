/**
 * What runs in the background of each service instance (`poll`): a lane for each, which takes one round after the other. In
 * production a round comes every so often and mostly finds nothing; here one comes only when it may find something, so
 * that a run ends.
 */
import type { Commit, EngineRun } from '../engines/engine.ts';
import { Actor } from './actor.ts';

export class Publishers {
  readonly lanes: readonly Actor[];
  readonly #engine: EngineRun;
  /** Of each lane, how many commits there were when its last round began, and how many rounds of others had been cut off. */
  readonly #seen: { commits: number; crashes: number }[];

  /** @param actors gets its lanes at the end */
  constructor(engine: EngineRun, count: number, actors: Actor[]) {
    this.#engine = engine;
    this.lanes = publisherNames(count).map((name, i) => new Actor(actors.length + i, name));
    actors.push(...this.lanes);
    this.#seen = this.lanes.map(() => ({ commits: 0, crashes: 0 }));
  }

  isLane(actor: Actor): boolean {
    return this.lanes.includes(actor);
  }

  /** From 1. */
  nodeOf(actor: Actor): number {
    return this.lanes.indexOf(actor) + 1;
  }

  /** `items` has changed since the last round began, or another one's round was cut off, which has left its work. */
  isDue(actor: Actor): boolean {
    const seen = this.#seen[this.lanes.indexOf(actor)]!;
    return this.#engine.commits.length > seen.commits || this.#crashes > seen.crashes;
  }

  /** A round begins. @returns the commit that made it due; null when a crash did */
  begin(actor: Actor): Commit | null {
    const seen = this.#seen[this.lanes.indexOf(actor)]!;
    const cause = this.#engine.commits[seen.commits] ?? null;
    seen.commits = this.#engine.commits.length;
    seen.crashes = this.#crashes;
    return cause;
  }

  /** Somebody has a round to begin. */
  get isBehind(): boolean {
    return this.lanes.some((actor) => !actor.crashed && this.isDue(actor));
  }

  get #crashes(): number {
    return this.lanes.filter(({ crashed }) => crashed).length;
  }
}

/** The lanes of publishers: `publisher`, or `publisher1` and `publisher2` where there are several instances. */
export function publisherNames(count: number): readonly string[] {
  return count === 1 ? ['publisher'] : Array.from({ length: count }, (_, i) => `publisher${i + 1}`);
}

export function isPublisherName(name: string): boolean {
  return /^publisher\d*$/.test(name);
}
