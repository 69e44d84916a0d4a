/** @jsxRuntime automatic @jsxImportSource preact */
/** A verdict or a tone as a word with a mark; the colour only repeats them. */
import type { ComponentChildren } from 'preact';
import type { Verdict } from '../../../../harness/result.ts';
import type { Failure, Standing } from '../../model/summary.ts';

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

export const STANDING_WORDS: Readonly<Record<Standing, string>> = {
  unexpected: 'Breaks an expectation',
  expected: 'Known and expected',
  unjudged: 'No expectation about it',
};

export function StandingBadge({ failure: { standing, found } }: { readonly failure: Failure }) {
  const foundWord = found?.isNew === true ? 'New' : 'In the baseline';
  return <span class={`badge ${standing}`}>{found === null ? STANDING_WORDS[standing] : foundWord}</span>;
}

export function Tag({ children }: { readonly children: ComponentChildren }) {
  return <span class="tag">{children}</span>;
}
