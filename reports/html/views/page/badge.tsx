/** @jsxRuntime automatic @jsxImportSource preact */
/** A verdict or a tone as a word with a mark; the colour only repeats them. */
import type { ComponentChildren } from 'preact';
import type { Verdict } from '../../../../harness/result.ts';
import type { Failure, Standing } from '../../../model/summary.ts';

const VERDICT_MARKS: Readonly<Record<Verdict, string>> = { pass: '✓', fail: '✕', inconclusive: '?' };
const VERDICT_WORDS: Readonly<Record<Verdict, string>> = { pass: 'Pass', fail: 'Fail', inconclusive: 'Inconclusive' };

/** Null: nothing was there to judge, which is not a pass. */
export function VerdictBadge({ verdict }: { readonly verdict: Verdict | null }) {
  if (verdict === null) return <span class="badge inconclusive">Not judged</span>;
  return (
    <span class={`badge ${verdict}`}>
      <span aria-hidden="true">{VERDICT_MARKS[verdict]}</span> {VERDICT_WORDS[verdict]}
    </span>
  );
}

const STANDING_WORDS: Readonly<Record<Standing, string>> = {
  unexpected: 'Breaks an expectation',
  expected: 'Known and expected',
  unjudged: 'No expectation about it',
};

/** Fuzzing goes by a baseline, everything else by expectations. */
export function standingWord({ standing, found }: Pick<Failure, 'standing' | 'found'>): string {
  if (found === null) return STANDING_WORDS[standing];
  return found.isNew ? 'New' : 'In the baseline';
}

export function StandingBadge({
  failure: { standing, found },
}: {
  readonly failure: Pick<Failure, 'standing' | 'found'>;
}) {
  return <span class={`badge ${standing}`}>{standingWord({ standing, found })}</span>;
}

export function Tag({ children }: { readonly children: ComponentChildren }) {
  return <span class="tag">{children}</span>;
}
