/**
 * Wakeup trees: of each choice point, the sequences with which exploration has to go on from there, so that it never runs
 * into an execution that is redundant. Abdulla, Aronis, Jonsson, Sagonas, "Optimal Dynamic Partial Order Reduction",
 * POPL 2014, algorithm 2.
 */
import type { Footprint } from '../../dependence/access.ts';
import { conflicts } from '../../dependence/access.ts';

/** One choice, with what it touches when it is taken here. */
export interface Piece {
  readonly key: string;
  readonly lane: number;
  readonly footprint: Footprint;
  readonly isContested: boolean;
  /** Of something that sleeps: what follows it is explored by another part of a search that was cut. */
  readonly isElsewhere?: boolean;
  /** What it was seen to touch, where `footprint` says more than that. */
  readonly observed?: Footprint;
}

/** Choices in an order that keeps what happens before what. */
export interface Sequence {
  readonly pieces: readonly Piece[];
  /** Whether one of them happens before another. */
  readonly precedes: (one: Piece, other: Piece) => boolean;
}

export interface Branch extends Piece {
  readonly branches: Branch[];
  /** Nothing demanded it: it was the first thing to do. */
  readonly isFree?: boolean;
}

/** Adds the sequence, unless what is there already leads to an equivalent execution. */
export function insert(branches: Branch[], sequence: Sequence): void {
  let level = branches;
  let left = sequence.pieces;
  for (;;) {
    const way = level.find((branch) => isWeakInitial(branch, { ...sequence, pieces: left }));
    if (way === undefined) break;
    if (way.branches.length === 0) return;
    left = left.filter(({ key }) => key !== way.key);
    level = way.branches;
  }
  for (const piece of left) {
    const branch: Branch = { ...piece, branches: [] };
    level.push(branch);
    level = branch.branches;
  }
}

/**
 * The piece could come first: as one of the sequence that needs none of those before it, or as one that all are independent
 * of, and that will happen sooner or later.
 * @param touched what it touches when it comes first here, where that is known; else what the sequence says.
 */
export function isWeakInitial(piece: Piece, { pieces, precedes }: Sequence, touched: Footprint | null = null): boolean {
  const own = pieces.find(({ key }) => key === piece.key);
  if (own === undefined) {
    return (
      !piece.isContested &&
      !pieces.some(({ lane, footprint }) => lane === piece.lane || conflicts(footprint, piece.footprint))
    );
  }
  for (const other of pieces) {
    if (other === own) return true;
    if (precedes(other, own) || conflicts(other.footprint, touched ?? own.footprint)) return false;
  }
  return true;
}

/** Something in the branch was seen to conflict with the piece: that is why the piece did not make the branch needless. */
export function opposes(branch: Branch, piece: Piece): boolean {
  const { lane, observed = branch.footprint } = branch;
  return (
    lane === piece.lane || conflicts(observed, piece.footprint) || branch.branches.some((next) => opposes(next, piece))
  );
}
