/** What the races of an execution demand: choices with which to go on from a choice point of its path. */
import type { Footprint } from '../../dependence/access.ts';
import { atWorst } from '../../dependence/at-worst.ts';
import type { HappensBefore } from '../../dependence/happens-before.ts';
import type { NodeState } from './node.ts';
import { racesOf, reversalOf } from './races.ts';
import type { Piece, Sequence } from './wakeup.ts';

export interface Demand {
  /** Of the choice point in the path. */
  readonly place: number;
  readonly sequence: Sequence;
}

/** @param floor the place of the first choice point that is asked for */
export function demandsOf(path: readonly NodeState[], order: HappensBefore, floor: number): Demand[] {
  /** By step: its choices, and the place of the first of them. */
  const placeOf: number[] = [];
  const piecesOf: Piece[][] = [];
  for (const [place, { depth, chosen }] of path.entries()) {
    const step = order.steps[depth];
    if (step === undefined) break;
    placeOf[depth] ??= place;
    (piecesOf[depth] ??= []).push({ ...chosen, footprint: step.footprint });
  }
  const stepOf = new Map(piecesOf.flatMap((pieces, step) => pieces.map((piece) => [piece, step] as const)));
  const precedes = (one: Piece, other: Piece): boolean => {
    const [first, second] = [stepOf.get(one)!, stepOf.get(other)!];
    if (first !== second) return order.precedes(first, second);
    return piecesOf[first]!.indexOf(one) < piecesOf[first]!.indexOf(other);
  };
  const races = racesOf(order).filter(({ first }) => placeOf[first]! >= floor);
  return races.map((race) => {
    const { step, footprint } = order.steps[race.second]!;
    const widest = atWorst(step, footprint);
    const pieces = reversalOf(order, race).flatMap((index) => {
      const own = piecesOf[index]!;
      return index === race.second && widest !== footprint ? own.map((piece) => widened(piece, widest, stepOf)) : own;
    });
    return { place: placeOf[race.first]!, sequence: { pieces, precedes } };
  });
}

/** The piece as it may be when it comes earlier; the rest that is known of it stays. */
function widened(piece: Piece, footprint: Footprint, stepOf: Map<Piece, number>): Piece {
  const wide = { ...piece, footprint, observed: piece.footprint };
  stepOf.set(wide, stepOf.get(piece)!);
  return wide;
}
