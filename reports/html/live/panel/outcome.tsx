/** @jsxRuntime automatic @jsxImportSource preact */
/** What it comes to: of this order, and of all orders. */
import type { Pair } from '../../../model/pairs.ts';
import { linkSteps } from '../../../model/step-links.ts';
import { list } from '../../../model/wording.ts';
import { failureHref } from '../../route.ts';
import type { Recording, Searched, Tried, Use } from '../engine/protocol.ts';
import { LIVE_ID } from './run-view.tsx';
import { nameOfUse } from './schedules.ts';
import { searchedText } from './searched-text.ts';

export interface OutcomeProps {
  readonly recording: Recording;
  readonly use: Use;
  readonly tried: Tried | null;
  /** The first pair of steps that differs from the run that was found; null: none does. */
  readonly difference: Pair | null;
  readonly all: Searched | number | null;
  readonly error: string | null;
  readonly onStep: (step: number) => void;
}

export function Outcome({ recording, use, tried, difference, all, error, onStep }: OutcomeProps) {
  return (
    <section class="live-outcome" aria-label="What it comes to">
      <div role="status">
        {error !== null && <p class="callout">It cannot be tried: {error}</p>}
        {error === null && tried === null && <p>The engine starts …</p>}
        {tried !== null && (
          <p class={`live-verdict ${toneOf(tried)}`}>
            <b>{nameOfUse(use)}</b>, this order: {verdictOf(tried)}
          </p>
        )}
      </div>
      {tried?.because != null && (
        <p class="because">
          {linkSteps(tried.because, tried.trace.steps.length).map(({ text, step }) =>
            step === null ? text : <a href={failureHref(LIVE_ID, step)}>{text}</a>,
          )}
        </p>
      )}
      {tried !== null && <Difference {...{ difference, onStep }} />}
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

function Difference({ difference, onStep }: Pick<OutcomeProps, 'difference' | 'onStep'>) {
  if (difference === null) return <p class="hint">The same steps as in the run that was found.</p>;
  const { one, other } = difference;
  const was = one === null ? null : `${one.actor}: ${one.text}${one.reply === '' ? '' : ` → ${one.reply}`}`;
  if (other === null) return <p class="hint">First difference: {was} does not happen here.</p>;
  return (
    <p class="hint">
      First difference from the run that was found:{' '}
      <button type="button" class="link" onClick={() => onStep(other.number)}>
        step {other.number}
      </button>
      {was === null ? ', which came later there, or not at all.' : `, where there was ${was}.`}
    </p>
  );
}
