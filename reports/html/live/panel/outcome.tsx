/** @jsxRuntime automatic @jsxImportSource preact */
/** What it comes to: of this order, and of all orders. */
import { linkSteps } from '../../../model/step-links.ts';
import { list } from '../../../model/wording.ts';
import { failureHref } from '../../route.ts';
import type { Recording, Searched, Tried } from '../engine/protocol.ts';
import type { Difference } from './difference.ts';
import { LIVE_ID } from './run-view.tsx';
import { nameOfUse } from './schedules.ts';
import { searchedText } from './searched-text.ts';

export interface OutcomeProps {
  readonly recording: Recording;
  readonly tried: Tried | null;
  /** From the run that was found; null: there is none. */
  readonly difference: Difference | null;
  readonly all: Searched | number | null;
  readonly error: string | null;
  readonly onStep: (step: number) => void;
}

export function Outcome({ recording, tried, difference, all, error, onStep }: OutcomeProps) {
  return (
    <section class="live-outcome" aria-label="What it comes to">
      <div role="status">
        {error !== null && <p class="callout">It cannot be tried: {error}</p>}
        {error === null && tried === null && <p>The engine starts …</p>}
        {tried !== null && (
          <p class={`live-verdict ${toneOf(tried)}`}>
            <b>{nameOfUse(tried.use)}</b>, this order: {verdictOf(tried)}
          </p>
        )}
      </div>
      {tried !== null && tried.because !== null && (
        <p class="because">
          {linkSteps(tried.because, tried.trace.steps.length).map(({ text, step }) =>
            step === null ? text : <a href={failureHref(LIVE_ID, step)}>{text}</a>,
          )}
        </p>
      )}
      {tried !== null && <FirstDifference {...{ difference, onStep }} />}
      {all !== null && (
        <p class="live-all">
          <b>All orders:</b> {typeof all === 'number' ? `${all} tried so far …` : searchedText(all, recording.anomaly)}
        </p>
      )}
    </section>
  );
}

function toneOf({ problem, shows }: Tried): string {
  if (problem !== null) return 'doubt';
  return shows.length > 0 ? 'fail' : 'pass';
}

function verdictOf({ problem, shows }: Tried): string {
  if (problem !== null) return `no verdict. ${problem}`;
  return shows.length > 0 ? `shows ${list(shows)}.` : 'shows no anomaly.';
}

function FirstDifference({ difference, onStep }: Pick<OutcomeProps, 'difference' | 'onStep'>) {
  if (difference === null) return <p class="hint">The same steps as in the run that was found.</p>;
  const { there, here } = difference;
  const was =
    there === null ? 'nothing any more' : `${there.actor}: ${there.text} ${there.reply && `→ ${there.reply}`}`;
  if (here === null) return <p class="hint">The run that was found goes on here with {was}.</p>;
  return (
    <p class="hint">
      First difference from the run that was found:{' '}
      <button type="button" class="link" onClick={() => onStep(here.number)}>
        step {here.number}
      </button>
      , where there was {was}.
    </p>
  );
}
