/** @jsxRuntime automatic @jsxImportSource preact */
/** Moves through the steps, and says what the current one does. */
import type { Trace } from '../../../../harness/result.ts';
import { count, milliseconds } from '../../../model/wording.ts';

export interface ScrubberProps {
  readonly trace: Trace;
  readonly current: number;
  readonly onStep: (step: number) => void;
}

export function Scrubber({ trace, current, onStep }: ScrubberProps) {
  const last = trace.steps.length;
  const step = trace.steps[current - 1];
  if (step === undefined) return <p class="hint">This run has no steps.</p>;
  return (
    <div class="scrubber">
      <div class="scrubber-track">
        <button type="button" aria-label="Previous step" disabled={current === 1} onClick={() => onStep(current - 1)}>
          ←
        </button>
        <input
          type="range"
          min={1}
          max={last}
          value={current}
          aria-label="Step"
          aria-valuetext={`Step ${current} of ${last}: ${step.sentence}`}
          onInput={(event) => onStep(Number(event.currentTarget.value))}
        />
        <button type="button" aria-label="Next step" disabled={current === last} onClick={() => onStep(current + 1)}>
          →
        </button>
      </div>
      <p class="now">
        <strong>
          Step {count(current)} of {count(last)}
        </strong>{' '}
        {step.sentence}
      </p>
      <p class="wire">
        <code>{step.text}</code>
        {step.reply !== '' && (
          <>
            {' '}
            <span aria-hidden="true">→</span> <code>{step.reply}</code>
          </>
        )}
        {step.at > 0 && <span class="at">at {milliseconds(step.at)}</span>}
      </p>
    </div>
  );
}
