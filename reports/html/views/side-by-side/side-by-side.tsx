/** @jsxRuntime automatic @jsxImportSource preact */
/** Would another strategy have survived this schedule? The same turns, both runs in one table, so that they scroll as one. */
import { useMemo } from 'preact/hooks';
import type { Trace, TraceStep } from '../../../../harness/result.ts';
import type { Alternative } from '../../../model/alternative.ts';
import { type Pair, pairsOf } from '../../../model/pairs.ts';
import { absentText, placeName } from '../../../model/place-name.ts';
import { isChanged, placesOf, valueAt } from '../../../model/state.ts';
import type { FailurePage } from '../../../model/failure-page.ts';
import { list } from '../../../model/wording.ts';
import { useKeys } from '../../hooks/use-keys.ts';
import { failureHref } from '../../route.ts';
import { Chip } from '../chip/chip.tsx';

export interface SideBySideProps {
  readonly page: FailurePage;
  readonly trace: Trace;
  readonly alternatives?: readonly Alternative[];
  /** The strategy that is compared with; null for none. */
  readonly compare: string | null;
  readonly onCompare: (strategy: string | null) => void;
}

export function SideBySide({ page, trace, alternatives = [], compare, onCompare }: SideBySideProps) {
  const chosen = alternatives.find((each) => each.strategy === compare);
  useKeys({ d: () => onCompare(chosen === undefined ? (alternatives[0]?.strategy ?? null) : null) });
  if (alternatives.length === 0) return null;
  return (
    <section class="side-by-side" aria-label="The same schedule under another strategy">
      <label>
        Same schedule under{' '}
        <select value={chosen?.strategy ?? ''} onChange={(event) => onCompare(event.currentTarget.value || null)}>
          <option value="">no other strategy</option>
          {alternatives.map((each) => (
            <option value={each.strategy}>
              {each.strategy}: {fateOf(each, page)}
            </option>
          ))}
        </select>
      </label>
      {chosen !== undefined && <Both {...{ page, trace, chosen }} />}
    </section>
  );
}

function fateOf({ shows }: Alternative, { anomaly }: FailurePage): string {
  if (shows.length === 0) return 'survives';
  return shows.includes(anomaly) ? `${anomaly} too` : `no ${anomaly}, but ${list(shows)}`;
}

interface BothProps extends Pick<SideBySideProps, 'page' | 'trace'> {
  readonly chosen: Alternative;
}

function Both({ page, trace, chosen }: BothProps) {
  const { strategy } = page;
  const { pairs, differsAt } = useMemo(() => pairsOf(trace.steps, chosen.trace.steps), [trace, chosen]);
  return (
    <>
      <p>
        The same actors have their turns in the same order.{' '}
        {differsAt === null ? 'Both do the same.' : `They differ from row ${differsAt + 1} on.`} {chosen.strategy}:{' '}
        {fateOf(chosen, page)}.
      </p>
      <div class="matrix-scroll" tabIndex={0} role="region" aria-label={`${strategy} and ${chosen.strategy}`}>
        <table>
          <thead>
            <tr>
              <th scope="col">Row</th>
              <th scope="col">{strategy}</th>
              <th scope="col">{chosen.strategy}</th>
            </tr>
          </thead>
          <tbody>
            {pairs.map((pair, index) => (
              <Row {...{ pair, index, trace }} failure={page.id} other={chosen.trace} isFirst={index === differsAt} />
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}

interface RowProps {
  readonly pair: Pair;
  readonly index: number;
  readonly trace: Trace;
  readonly other: Trace;
  readonly failure: string;
  readonly isFirst: boolean;
}

function Row({ pair, index, trace, other, failure, isFirst }: RowProps) {
  const { one } = pair;
  return (
    <tr class={isFirst ? 'first-difference' : ''}>
      <th scope="row">
        {one === null ? index + 1 : <a href={failureHref(failure, one.number)}>{index + 1}</a>}
        {isFirst && <span class="tag">first difference</span>}
      </th>
      <StepCell trace={trace} step={one} />
      <StepCell trace={other} step={pair.other} />
    </tr>
  );
}

function StepCell({ trace, step }: { readonly trace: Trace; readonly step: TraceStep | null }) {
  if (step === null) return <td class="absent">–</td>;
  const changed = placesOf(trace).filter((place) => isChanged(trace, step.number, place));
  return (
    <td>
      <b>{step.actor}</b> <code>{step.text}</code>
      {step.reply !== '' && (
        <>
          {' '}
          <span aria-hidden="true">→</span> <code>{step.reply}</code>
        </>
      )}
      {step.witness && <span class="witness-mark">✕</span>}
      {changed.map((place) => (
        <span class="change">
          {placeName(place)} <code>{place.key}</code>{' '}
          <Chip trace={trace} keyName={place.key} value={valueAt(step.state, place)} absent={absentText(place)} />
        </span>
      ))}
    </td>
  );
}
