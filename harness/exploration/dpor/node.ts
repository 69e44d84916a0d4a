/** One choice point on the path that is being explored. */
import type { Access, Footprint } from '../../dependence/access.ts';
import { conflicts, EVERYTHING } from '../../dependence/access.ts';
import type { Candidate } from './candidates.ts';
import type { Branch, Piece, Sequence } from './wakeup.ts';
import { insert, isWeakInitial, opposes } from './wakeup.ts';

/** Plain data. */
export interface NodeState {
  readonly candidates: readonly Candidate[];
  /** How many steps had been executed. */
  readonly depth: number;
  /** Choices whose schedules have been explored, here or where they begin alike, and with which nothing conflicted since. */
  readonly sleeping: Map<string, Piece>;
  /** What is to be explored from here. The first is on its way. */
  readonly branches: Branch[];
  /** One of the candidates. */
  readonly chosen: Candidate;
  /** What the chosen one touched; all that it can touch, when several first steps follow. */
  readonly footprint: Footprint;
  /** Whether the choice was a step; else the choice among several first steps of an operation comes next, or the end. */
  readonly hasStepped: boolean;
  /** What all choices that were explored from here touched. */
  readonly explored: Access[];
}

export class Node implements NodeState {
  readonly candidates: readonly Candidate[];
  readonly depth: number;
  readonly sleeping: Map<string, Piece>;
  readonly branches: Branch[];
  chosen: Candidate;
  footprint: Footprint;
  hasStepped: boolean;
  readonly explored: Access[];

  constructor(state: NodeState) {
    this.candidates = state.candidates;
    this.depth = state.depth;
    this.sleeping = state.sleeping;
    this.branches = state.branches;
    this.chosen = state.chosen;
    this.footprint = state.footprint;
    this.hasStepped = state.hasStepped;
    this.explored = state.explored;
  }

  /** Demands that some execution begins like this from here, unless one is explored already. */
  demand(sequence: Sequence): void {
    for (const sleeper of this.sleeping.values()) if (makesNeedless(sleeper, sequence)) return;
    const { key } = sequence.pieces[0]!;
    if (this.candidates.some((candidate) => candidate.key === key)) return insert(this.branches, sequence);
    // What begins the sequence was not possible here yet: whatever is possible may lead there.
    for (const candidate of this.candidates) insert(this.branches, alone(candidate));
  }

  /** What its actor could have done in place of the chosen one, where it has several things to do at once. */
  alternatives(): Footprint {
    const { chosen } = this;
    if (chosen.rival === null) return [];
    return this.candidates.flatMap((other) =>
      other !== chosen && other.lane === chosen.lane ? (other.rival ?? []) : [],
    );
  }

  /** The chosen step was executed. What would lose its chance by it, and what its actor could do instead, is explored too. */
  demandRivals(footprint: Footprint): void {
    const { chosen } = this;
    // What an actor does instead of something that sleeps is not explored where that is.
    const asleep = new Set(this.candidates.filter(({ key }) => this.sleeping.has(key)).map(({ lane }) => lane));
    for (const candidate of this.candidates) {
      if (candidate === chosen || this.sleeping.has(candidate.key)) continue;
      const { lane, fleeting } = candidate;
      const isRival =
        lane === chosen.lane ||
        lane === chosen.victim ||
        asleep.has(lane) ||
        (fleeting !== null && conflicts(fleeting, footprint));
      if (isRival) insert(this.branches, alone(candidate));
    }
  }

  /** Demands all that is possible here. */
  demandAll(): void {
    const demanded = new Set(this.branches.map(({ key }) => key));
    const others = this.candidates.filter(({ key }) => !demanded.has(key) && !this.sleeping.has(key));
    this.branches.push(
      ...others.map((candidate) => ({ ...candidate, footprint: EVERYTHING, observed: [], branches: [] })),
    );
  }

  /** As a search sees it that comes by here and takes the chosen way. */
  passage(): Node {
    return new Node({ ...this, sleeping: new Map(), branches: [], explored: [] });
  }

  /** All that follows the chosen one has been explored. */
  close(): void {
    const { chosen, footprint } = this;
    this.sleeping.set(chosen.key, { ...chosen, footprint });
    this.explored.push(...footprint);
    this.branches.shift();
  }

  /** Takes the next way; returns whether there is one. */
  advance(): boolean {
    while (this.branches.length > 0 && this.sleeping.has(this.branches[0]!.key)) this.branches.shift();
    const [branch] = this.branches;
    if (branch === undefined) return false;
    this.chosen = this.candidates.find(({ key }) => key === branch.key)!;
    this.footprint = [];
    this.hasStepped = false;
    return true;
  }

  /** What still sleeps after the chosen one. */
  sleepingAfter(): Map<string, Piece> {
    const { lane } = this.chosen;
    const left = [...this.sleeping].filter(
      // The end is another one after each step.
      ([key, sleeper]) =>
        key !== 'end' && sleeper.lane !== lane && !(this.hasStepped && conflicts(sleeper.footprint, this.footprint)),
    );
    const [branch] = this.branches;
    if (branch === undefined || branch.isFree === true) return new Map(left);
    // What sleeps would have made this branch needless, had all been known that the branch touches. It was demanded to be on
    // the safe side, so what follows must not rely on the sleeper.
    return new Map(
      left.map(([key, sleeper]) => [key, opposes(branch, sleeper) ? sleeper : { ...sleeper, isElsewhere: true }]),
    );
  }
}

/** What begins with the sequence is explored where the sleeper comes first; see search.ts for those that are elsewhere. */
function makesNeedless(sleeper: Piece, sequence: Sequence): boolean {
  if (sleeper.isElsewhere === true && !sequence.pieces.some(({ key }) => key === sleeper.key)) return false;
  return isWeakInitial(sleeper, sequence, sleeper.footprint);
}

/** A candidate as a sequence of its own. What it touches is known only in part: it counts as touching everything. */
function alone(candidate: Candidate): Sequence {
  return {
    pieces: [{ ...candidate, footprint: candidate.fleeting ?? candidate.rival ?? EVERYTHING, observed: [] }],
    precedes: () => false,
  };
}
