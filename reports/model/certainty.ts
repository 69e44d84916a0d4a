/** How certain the anomaly was after each step, in words; and which pairs of steps it hung on. */
import type { CompletionShare, Flip, PointOfNoReturn } from '../../harness/result.ts';
import { count } from './wording.ts';

/** The sentence above the curve. */
export function certaintyText(flips: readonly Flip[], point: PointOfNoReturn | null): string {
  const pairs = flips.map(({ first, second }) => `steps ${first} and ${second}`);
  const saved = pairs.length === 0 ? [] : [`Swap ${pairs.join(', or ')}, and it passes.`];
  if (point === null || point.step === null) return saved.join(' ');
  const before = point.curve[point.step - 1];
  const share = before === undefined ? '' : `; before it, ${shareOfCompletions(before)}`;
  return [...saved, `After step ${point.step} it cannot be saved${share}.`].join(' ');
}

/** `1 of 2 completions show it` */
export function shareOfCompletions({ share, completions, isExact }: CompletionShare): string {
  const shown = Math.round(share * completions);
  return `${count(shown)} of ${count(completions)} ${isExact ? 'completions show it' : 'random completions showed it'}`;
}

export function percentText(share: number): string {
  const percent = share * 100;
  return percent > 0 && percent < 1 ? '< 1 %' : percent < 100 && percent > 99 ? '> 99 %' : `${Math.round(percent)} %`;
}

export interface Bracket extends Flip {
  /** Brackets in the same track do not touch. From 0, the innermost. */
  readonly track: number;
}

/** The shortest brackets innermost. */
export function bracketsOf(flips: readonly Flip[]): readonly Bracket[] {
  const brackets: Bracket[] = [];
  for (const flip of flips.toSorted((a, b) => a.second - a.first - (b.second - b.first))) {
    let track = 0;
    while (brackets.some((other) => other.track === track && other.first <= flip.second && flip.first <= other.second))
      track++;
    brackets.push({ ...flip, track });
  }
  return brackets;
}
