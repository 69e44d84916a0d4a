/** Where two runs part. */
import type { Trace, TraceStep } from '../../../../harness/result.ts';

/** The first step that is another one, or is answered otherwise. Null: that run had ended, or this one has. */
export interface Difference {
  readonly there: TraceStep | null;
  readonly here: TraceStep | null;
}

/** Null where both did the same. */
export function differenceOf(there: Trace | null, here: Trace | null): Difference | null {
  if (there === null || here === null) return null;
  const length = Math.max(there.steps.length, here.steps.length);
  for (let i = 0; i < length; i++) {
    const [one, other] = [there.steps[i] ?? null, here.steps[i] ?? null];
    if (one === null || other === null || !isSame(one, other)) return { there: one, here: other };
  }
  return null;
}

function isSame(one: TraceStep, other: TraceStep): boolean {
  return one.label === other.label && one.text === other.text && one.reply === other.reply;
}
