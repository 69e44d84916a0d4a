/** @jsxRuntime automatic @jsxImportSource preact */
/** One step: its number, what its actor did, and what the stores held after it. */
import type { ComponentChildren } from 'preact';
import type { StaleWindow, Trace } from '../../../../harness/result.ts';
import { type Column, laneOf, type StoreColumn } from '../../geometry/columns.ts';
import { isStore } from '../../geometry/marks.ts';
import type { TurningPoints } from '../../geometry/margin.ts';
import { type Row, ROW_HEIGHTS } from '../../geometry/rows.ts';
import { percentText, shareOfCompletions } from '../../../model/certainty.ts';
import { lockText } from '../../../model/lock-text.ts';
import { shortReply, shortText } from '../../../model/short-text.ts';
import { operationText, outcomeText } from '../../../model/operation-text.ts';
import { isProof } from '../../../model/proof.ts';
import { isChanged, stateBefore, valueAt } from '../../../model/state.ts';
import { truthsOf } from '../../../model/truth.ts';
import { count, milliseconds } from '../../../model/wording.ts';
import { failureHref } from '../../route.ts';
import { Chip } from '../chip/chip.tsx';
import { absentText } from '../../../model/place-name.ts';
import { rem } from './rem.ts';

export interface LaneRowProps {
  readonly trace: Trace;
  readonly failure: string;
  readonly columns: readonly Column[];
  readonly row: Row;
  readonly turning?: TurningPoints;
  readonly current: number;
  readonly onStep: (step: number) => void;
}

export function LaneRow({ trace, failure, columns, row, turning, current, onStep }: LaneRowProps) {
  const { step } = row;
  const tone = step.number === current ? 'is-current' : step.number > current ? 'is-future' : '';
  const classes = `${tone} ${step.witness ? 'is-witness' : ''} ${row.begins === null ? '' : 'has-head'}`;
  const idleHeight = row.idleMs === 0 ? 0 : ROW_HEIGHTS.idle;
  const shown = (
    <tr
      class={classes}
      style={{ height: rem(row.height - idleHeight) }}
      aria-rowindex={step.number + 1}
      aria-current={step.number === current ? 'step' : undefined}
      onClick={() => onStep(step.number)}
    >
      {columns.map((column, index) => {
        if (column.kind === 'margin') return <MarginCell turning={turning} step={step.number} />;
        if (column.kind === 'time') return <td class="time">{count(step.at)} ms</td>;
        if (column.kind === 'lane') return <LaneCell trace={trace} row={row} lane={column.lane} />;
        if (column.kind === 'store')
          return <StoreCell {...{ trace, row, column }} isFirst={columns[index - 1]?.kind !== 'store'} />;
        return (
          <th scope="row">
            <a href={failureHref(failure, step.number)}>{step.number}</a>
            <span class="visually-hidden"> {step.sentence}</span>
          </th>
        );
      })}
    </tr>
  );
  if (row.idleMs === 0) return shown;
  return (
    <>
      <tr class="idle" style={{ height: rem(idleHeight) }}>
        <td colSpan={columns.length}>
          <span>{milliseconds(row.idleMs)} in which nothing happens</span>
        </td>
      </tr>
      {shown}
    </>
  );
}

/** The curve is drawn over it; here it is in words. */
function MarginCell({ turning, step }: { readonly turning: TurningPoints | undefined; readonly step: number }) {
  const share = turning?.pointOfNoReturn?.curve.find(({ after }) => after === step);
  return (
    <td
      class="margin"
      title={share === undefined ? undefined : `${percentText(share.share)}: ${shareOfCompletions(share)}`}
    >
      {share !== undefined && <span class="visually-hidden">{percentText(share.share)}</span>}
    </td>
  );
}

function LaneCell({ trace, row, lane }: { readonly trace: Trace; readonly row: Row; readonly lane: string }) {
  const { step } = row;
  if (laneOf(trace, step) !== lane) {
    const granted = row.grants.find((each) => each.actor === lane);
    return (
      <td>
        {granted !== undefined && <Effect verb="gets the lock" rest="" reply={granted.reply} title={granted.text} />}
      </td>
    );
  }
  const { verb, rest } = shortText(step);
  const reply = step.blockedBy === null ? step.reply : `waits for ${lockText(step)}`;
  return (
    <td>
      {row.begins !== null && <div class="op-head">{operationText(row.begins)}</div>}
      <Effect verb={verb} rest={rest} reply={reply} title={step.text} tone={step.fault === null ? '' : 'fault'}>
        {step.fault !== null && <span class="fault-mark">✕ {step.fault}</span>}
        {isProof(trace, step) && <span class="witness-mark">✕ proves it</span>}
      </Effect>
      {row.ends !== null && (
        <div class={`op-tail ${row.ends.stale ? 'stale' : ''}`}>
          {row.ends.stale ? '✕ ' : ''}
          {outcomeText(row.ends)}
        </div>
      )}
    </td>
  );
}

interface EffectProps {
  readonly verb: string;
  readonly rest: string;
  readonly reply: string;
  readonly title: string;
  readonly tone?: string;
  readonly children?: ComponentChildren;
}

function Effect({ verb, rest, reply, title, tone = '', children }: EffectProps) {
  return (
    <div class={`effect ${tone}`} title={`${title} → ${reply}`}>
      <div class="words">
        <code class="request">
          <b>{verb}</b> {rest}
        </code>
        <span class="reply">
          {shortReply(reply)} {children}
        </span>
      </div>
    </div>
  );
}

function StoreCell({
  trace,
  row,
  column,
  isFirst,
}: {
  readonly trace: Trace;
  readonly row: Row;
  readonly column: StoreColumn;
  readonly isFirst: boolean;
}) {
  const { step } = row;
  const { place } = column;
  const changed = isChanged(trace, step.number, place);
  const truth =
    place.store === 'mysql'
      ? truthsOf(trace).find((each) => each.step === step.number && each.key === place.key)
      : undefined;
  const chip = { trace, keyName: place.key, absent: absentText(place) };
  const here = (window: StaleWindow) => window.key === place.key && isStore(place, window.store);
  return (
    <td class={`store ${isFirst ? 'first-store' : ''} ${changed ? 'is-changed' : ''}`}>
      <div class="values">
        {changed && (
          <span class="was">
            <Chip {...chip} value={valueAt(stateBefore(trace, step.number), place)} quiet />
            <span class="arrow" aria-hidden="true">
              →
            </span>
            <span class="visually-hidden"> becomes </span>
          </span>
        )}
        <Chip {...chip} value={valueAt(step.state, place)} quiet={!changed} />
      </div>
      {truth !== undefined && <div class="truth-label">newest since step {truth.since}</div>}
      {row.opens.filter(here).map((window) => (
        <WindowLabel title="stale from here" cause={window.opens} />
      ))}
      {row.closes
        .filter(here)
        .map((window) =>
          window.to === null ? (
            <WindowLabel title="still stale" cause="never closes in this run" />
          ) : (
            <WindowLabel title="fresh again" cause={window.closes ?? ''} tone="fresh" />
          ),
        )}
    </td>
  );
}

interface WindowLabelProps {
  readonly title: string;
  readonly cause: string;
  readonly tone?: string;
}

function WindowLabel({ title, cause, tone = '' }: WindowLabelProps) {
  return (
    <div class={`window-label ${tone}`} title={cause}>
      <b>{title}</b>
      <span>{cause}</span>
    </div>
  );
}
