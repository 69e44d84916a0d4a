/** @jsxRuntime automatic @jsxImportSource preact */
/** The steps as a plain table: for readers without JavaScript, for narrow screens and for paper. */
import type { Trace, TraceStep } from '../../../../harness/result.ts';
import { keysOf, KEYS_MAX } from '../../geometry/columns.ts';
import { isChanged, type Place, placesOf, valueAt } from '../../../model/state.ts';
import { count } from '../../../model/wording.ts';
import { failureHref } from '../../route.ts';
import { Chip } from '../chip/chip.tsx';
import { absentText, placeName } from '../../../model/place-name.ts';
import { stepNotes } from './step-notes.ts';

export interface StepTableProps {
  readonly trace: Trace;
  readonly failure: string;
  /** The steps after it are dimmed. Null: none is chosen. */
  readonly current?: number | null;
  /** Shows this many steps and says that there are more. */
  readonly limit?: number;
}

export function StepTable({ trace, failure, current = null, limit = trace.steps.length }: StepTableProps) {
  const keys = keysOf(trace).slice(0, KEYS_MAX);
  const places = placesOf(trace).filter((place) => keys.includes(place.key));
  const steps = trace.steps.slice(0, limit);
  return (
    <div class="steps-scroll">
      <table class="steps">
        <caption class="visually-hidden">
          The steps in the order in which they were executed, and what the stores hold after each
        </caption>
        <thead>
          <tr>
            <th scope="col">#</th>
            <th scope="col">Actor</th>
            <th scope="col">Step</th>
            <th scope="col">Answer</th>
            {places.map((place) => (
              <th scope="col">
                {placeName(place)} <code>{place.key}</code>
              </th>
            ))}
            <th scope="col">Notes</th>
          </tr>
        </thead>
        <tbody>
          {steps.map((step) => (
            <StepRow {...{ trace, failure, places, step, current }} />
          ))}
        </tbody>
      </table>
      {steps.length < trace.steps.length && (
        <p class="hint">
          The first {count(steps.length)} of {count(trace.steps.length)} steps. With JavaScript on, the page shows all.
        </p>
      )}
    </div>
  );
}

interface StepRowProps extends Required<Pick<StepTableProps, 'trace' | 'failure' | 'current'>> {
  readonly places: readonly Place[];
  readonly step: TraceStep;
}

function StepRow({ trace, failure, places, step, current }: StepRowProps) {
  const tone = current === step.number ? 'is-current' : current !== null && step.number > current ? 'is-future' : '';
  return (
    <tr
      // The target of its own link, also where no script runs.
      id={failureHref(failure, step.number).slice(1)}
      class={`${tone} ${step.witness ? 'is-witness' : ''}`.trim() || undefined}
      aria-current={current === step.number ? 'step' : undefined}
    >
      <th scope="row">
        {current === null ? step.number : <a href={failureHref(failure, step.number)}>{step.number}</a>}
        <span class="visually-hidden"> {step.sentence}</span>
      </th>
      <td>{step.actor}</td>
      <td>
        <code>{step.text}</code>
      </td>
      <td>{step.reply !== '' && <code>{step.reply}</code>}</td>
      {places.map((place) => (
        <td data-label={`${placeName(place)} ${place.key}`}>
          <Chip
            trace={trace}
            keyName={place.key}
            value={valueAt(step.state, place)}
            absent={absentText(place)}
            quiet={!isChanged(trace, step.number, place)}
          />
        </td>
      ))}
      <td>{stepNotes(trace, step).join('. ')}</td>
    </tr>
  );
}
