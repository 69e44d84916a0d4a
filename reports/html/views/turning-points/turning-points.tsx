/** @jsxRuntime automatic @jsxImportSource preact */
/** What would have saved the run, and from where on nothing would: a row for each step, with brackets and a curve of bars. */
import type { ComponentChildren } from 'preact';
import type { PointOfNoReturn } from '../../../../harness/result.ts';
import { bracketsOf, certaintyText, percentText, shareOfCompletions } from '../../../model/certainty.ts';
import { linkSteps } from '../../../model/step-links.ts';
import type { FailurePage } from '../../../model/failure-page.ts';
import { failureHref } from '../../route.ts';

type Decided = Pick<FailurePage, 'id' | 'steps' | 'flips' | 'pointOfNoReturn'>;

interface CertaintyProps {
  readonly failure: Decided;
  /** Of its heading. */
  readonly level: 2 | 3;
  readonly children: ComponentChildren;
}

/** In a sentence; below it, what may say more. Nothing where nothing is known. */
export function Certainty({ failure, level, children }: CertaintyProps) {
  const Title = level === 2 ? 'h2' : 'h3';
  const { id, steps, flips, pointOfNoReturn } = failure;
  const text = certaintyText(flips, pointOfNoReturn);
  if (text === '') return null;
  return (
    <section class="turning-points" aria-labelledby={`turning:${id}`}>
      <Title id={`turning:${id}`}>When it was decided</Title>
      <p>
        {linkSteps(text, steps).map(({ text: part, step }) =>
          step === null ? part : <a href={failureHref(id, step)}>{part}</a>,
        )}
      </p>
      {children}
    </section>
  );
}

/** After each step, how many of the completions show it. */
export function CertaintyCurve({ failure }: { readonly failure: Decided }) {
  if (failure.pointOfNoReturn === null) return null;
  return (
    <details class="fold">
      <summary>After each step</summary>
      <Curve failure={failure} point={failure.pointOfNoReturn} />
    </details>
  );
}

function Curve({ failure, point }: { readonly failure: Decided; readonly point: PointOfNoReturn }) {
  return (
    <div class="certainty">
      <Brackets failure={failure} rows={point.curve.length} />
      <ol>
        {point.curve.map((share) => (
          <li class={share.after === point.step ? 'is-decided' : ''}>
            {share.after === 0 ? (
              <span>at first</span>
            ) : (
              <a href={failureHref(failure.id, share.after)}>after step {share.after}</a>
            )}
            <svg class="bar" aria-hidden="true" viewBox="0 0 100 1" preserveAspectRatio="none">
              <rect width={share.share * 100} height="1" />
            </svg>
            <span class="figure">{percentText(share.share)}</span>
            <span class="of">{shareOfCompletions(share)}</span>
          </li>
        ))}
      </ol>
    </div>
  );
}

/** The width of a track of brackets. */
const TRACK_PX = 12;

/** From the row of the one step to the row of the other; the sentence says the same in words. */
function Brackets({ failure, rows }: { readonly failure: Decided; readonly rows: number }) {
  const brackets = bracketsOf(failure.flips);
  const tracks = Math.max(0, ...brackets.map(({ track }) => track + 1));
  if (tracks === 0) return null;
  return (
    <svg
      class="brackets"
      aria-hidden="true"
      width={tracks * TRACK_PX}
      viewBox={`0 0 ${tracks} ${rows}`}
      preserveAspectRatio="none"
    >
      {brackets.map(({ first, second, track }) => (
        // Row 0 is the state before the first step.
        <path d={`M${tracks} ${first + 0.5}H${tracks - track - 0.8}V${second + 0.5}H${tracks}`} />
      ))}
    </svg>
  );
}
