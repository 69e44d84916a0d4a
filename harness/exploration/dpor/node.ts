/** One choice point on the path that is being explored. */
import type { Access, Footprint } from '../../dependence/access.ts';
import { conflicts } from '../../dependence/access.ts';
import type { Candidate } from './candidates.ts';

/** A choice whose schedules have been explored, here or where they begin alike: it sleeps until something conflicts with it. */
interface Sleeper {
  readonly lane: number;
  readonly footprint: Footprint;
}

export class Node {
  readonly candidates: readonly Candidate[];
  /** How many steps had been executed. */
  readonly depth: number;
  readonly sleeping: Map<string, Sleeper>;
  /** Choices that are to be explored from here. */
  readonly todo = new Set<string>();
  chosen: Candidate;
  /** What the chosen one touched; all that it can touch, when several first steps follow. */
  footprint: Footprint = [];
  /** Whether the choice was a step; else the choice among several first steps of an operation comes next, or the end. */
  hasStepped = false;
  /** What all choices that were explored from here touched. */
  readonly explored: Access[] = [];

  constructor(candidates: readonly Candidate[], depth: number, sleeping: Map<string, Sleeper>, chosen: Candidate) {
    this.candidates = candidates;
    this.depth = depth;
    this.sleeping = sleeping;
    this.chosen = chosen;
    this.todo.add(chosen.key);
  }

  isCovered(key: string): boolean {
    return this.todo.has(key) || this.sleeping.has(key);
  }

  /** All that follows the chosen one has been explored. */
  close(): void {
    const { chosen, footprint } = this;
    this.sleeping.set(chosen.key, { lane: chosen.lane, footprint });
    this.explored.push(...footprint);
  }

  /** What its actor could have done in place of the chosen one, where it has several things to do at once. */
  alternatives(): Footprint {
    const { chosen } = this;
    if (chosen.rival === null) return [];
    return this.candidates.flatMap((other) =>
      other !== chosen && other.lane === chosen.lane ? (other.rival ?? []) : [],
    );
  }

  /** The next choice to explore; null when there is none. */
  next(): Candidate | null {
    return this.candidates.find(({ key }) => this.todo.has(key) && !this.sleeping.has(key)) ?? null;
  }

  /** Takes another way. */
  choose(candidate: Candidate): void {
    this.chosen = candidate;
    this.footprint = [];
    this.hasStepped = false;
  }

  /** What still sleeps after the chosen one. */
  sleepingAfter(): Map<string, Sleeper> {
    const { lane } = this.chosen;
    const left = [...this.sleeping].filter(
      // The end is another one after each step.
      ([key, sleeper]) =>
        key !== 'end' && sleeper.lane !== lane && !(this.hasStepped && conflicts(sleeper.footprint, this.footprint)),
    );
    return new Map(left);
  }

  /** The chosen step was executed. What would lose its chance by it, and what its actor could do instead, is explored too. */
  addRivals(footprint: Footprint): void {
    const { chosen } = this;
    for (const { key, lane, fleeting } of this.candidates) {
      const isRival = lane === chosen.lane || (fleeting !== null && conflicts(fleeting, footprint));
      if (isRival || chosen.key === 'end') this.todo.add(key);
    }
  }
}
