/** The margin of the diagram: brackets around the pairs of steps that it hung on, and how certain the anomaly was after each step. */
import type { Flip, PointOfNoReturn } from '../../../harness/result.ts';
import { bracketsOf } from '../../model/certainty.ts';
import { COLUMN_WIDTHS } from './columns.ts';
import { heightOf, type Row } from './rows.ts';

export interface TurningPoints {
  readonly flips: readonly Flip[];
  readonly pointOfNoReturn: PointOfNoReturn | null;
}

export interface FlipMark {
  readonly x: number;
  readonly y1: number;
  readonly y2: number;
}

/** A stretch between two steps: its width says how many of the completions show the anomaly. */
export interface Stretch {
  readonly x: number;
  readonly width: number;
  readonly y1: number;
  readonly y2: number;
}

export interface Margin {
  readonly flips: readonly FlipMark[];
  readonly curve: readonly Stretch[];
  /** Where it became certain; null where it never did. */
  readonly decidedY: number | null;
}

const CURVE = { x: 4, width: 40 } as const;
const TRACKS = { x: COLUMN_WIDTHS.margin - 6, width: 11, max: 3 } as const;

/** Whether there is anything to draw. */
export function hasMargin({ flips, pointOfNoReturn }: TurningPoints): boolean {
  return flips.length > 0 || pointOfNoReturn !== null;
}

export function marginOf({ flips, pointOfNoReturn }: TurningPoints, rows: readonly Row[]): Margin {
  const decided = pointOfNoReturn?.step ?? null;
  const yOf = (step: number): number => rows[step - 1]?.dotY ?? heightOf(rows);
  return {
    flips: bracketsOf(flips).map(({ first, second, track }) => ({
      x: TRACKS.x - TRACKS.width * (Math.min(track, TRACKS.max - 1) + 1),
      y1: yOf(first),
      y2: yOf(second),
    })),
    curve: (pointOfNoReturn?.curve ?? []).map(({ after, share }) => ({
      x: CURVE.x,
      width: share * CURVE.width,
      y1: after === 0 ? 0 : yOf(after),
      y2: yOf(after + 1),
    })),
    decidedY: decided === null ? null : yOf(decided),
  };
}
