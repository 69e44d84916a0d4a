/** Two runs of one schedule, step beside step: what both do stands in one row, and the first row that differs is known. */
import type { TraceStep } from '../../harness/result.ts';

export interface Pair {
  /** Null: only the other run has this step. */
  readonly one: TraceStep | null;
  readonly other: TraceStep | null;
}

export interface Pairing {
  readonly pairs: readonly Pair[];
  /** Index of the first pair that differs, in the step itself or in its answer; null where none does. */
  readonly differsAt: number | null;
}

/** Longer runs are paired by position: the table of an alignment grows with the product of the lengths. */
const ALIGNED_MAX = 600;

export function pairsOf(one: readonly TraceStep[], other: readonly TraceStep[]): Pairing {
  const pairs = Math.max(one.length, other.length) > ALIGNED_MAX ? byPosition(one, other) : aligned(one, other);
  const differsAt = pairs.findIndex((pair) => !isSame(pair));
  return { pairs, differsAt: differsAt < 0 ? null : differsAt };
}

function isSame({ one, other }: Pair): boolean {
  return (
    one !== null && other !== null && one.label === other.label && one.text === other.text && one.reply === other.reply
  );
}

/** The same actor asks the same store, in whatever words its strategy has for it. */
function isAlike(one: TraceStep, other: TraceStep): boolean {
  return one.actor === other.actor && one.store === other.store;
}

function byPosition(one: readonly TraceStep[], other: readonly TraceStep[]): Pair[] {
  return Array.from({ length: Math.max(one.length, other.length) }, (_, index) => ({
    one: one[index] ?? null,
    other: other[index] ?? null,
  }));
}

/** The longest common subsequence of steps that are alike. */
function aligned(one: readonly TraceStep[], other: readonly TraceStep[]): Pair[] {
  const width = other.length + 1;
  const longest = new Uint16Array((one.length + 1) * width);
  for (let i = one.length - 1; i >= 0; i--) {
    for (let j = other.length - 1; j >= 0; j--) {
      longest[i * width + j] = isAlike(one[i]!, other[j]!)
        ? longest[(i + 1) * width + j + 1]! + 1
        : Math.max(longest[(i + 1) * width + j]!, longest[i * width + j + 1]!);
    }
  }
  const pairs: Pair[] = [];
  let [i, j] = [0, 0];
  while (i < one.length || j < other.length) {
    const [a, b] = [one[i], other[j]];
    if (a !== undefined && b !== undefined && isAlike(a, b)) {
      pairs.push({ one: a, other: b });
      i++;
      j++;
    } else if (b === undefined || (a !== undefined && longest[(i + 1) * width + j]! >= longest[i * width + j + 1]!)) {
      pairs.push({ one: a!, other: null });
      i++;
    } else {
      pairs.push({ one: null, other: b });
      j++;
    }
  }
  return pairs;
}
