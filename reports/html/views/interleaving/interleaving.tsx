/** @jsxRuntime automatic @jsxImportSource preact */
/** The steps in time, downwards: who did what, to which store, and what the stores held then. */
import { useEffect, useMemo, useState } from 'preact/hooks';
import type { Trace } from '../../../../harness/result.ts';
import { columnName, columnsOf, KEYS_MAX, keysOf } from '../../geometry/columns.ts';
import { useKeys } from '../../hooks/use-keys.ts';
import { useMedia } from '../../hooks/use-media.ts';
import type { FailurePage } from '../../../model/failure-page.ts';
import { proofStep } from '../../../model/proof.ts';
import { copyText } from '../../clipboard.ts';
import { StepTable } from '../steps/step-table.tsx';
import { Diagram } from './diagram.tsx';
import { LaneSwitches } from './lane-switches.tsx';
import { Legend } from './legend.tsx';
import { Scrubber } from './scrubber.tsx';
import { StaleWindows } from './stale-windows.tsx';

export interface InterleavingProps {
  readonly trace: Trace;
  readonly page: FailurePage;
  readonly step: number | null;
  readonly onStep: (step: number) => void;
  readonly onHelp: () => void;
}

/** Below this the lanes do not fit, and the steps are a list. */
const NARROW = '(max-width: 47.99rem)';

export function Interleaving({ trace, page, step, onStep, onHelp }: InterleavingProps) {
  const last = trace.steps.length;
  const current = Math.min(step ?? proofStep(trace), last);
  const isNarrow = useMedia(NARROW);
  const [hidesUnchanged, setHidesUnchanged] = useState(false);
  const allKeys = useMemo(() => keysOf(trace), [trace]);
  const [chosenKey, setChosenKey] = useState<string | null>(null);
  const keys = chosenKey === null ? allKeys.slice(0, KEYS_MAX) : [chosenKey];
  const lanes = useMemo(() => columnsOf(trace, keys).map(columnName).filter(Boolean), [trace, keys.join('\n')]);
  const [hidden, setHidden] = useState<ReadonlySet<string>>(new Set());
  const toggle = (lane: string | undefined) => lane !== undefined && setHidden(without(hidden, lane));
  const go = (to: number) => onStep(Math.max(1, Math.min(to, last)));
  const copy = () => copyText(page.replay);
  useStepKeys({ trace, current, go, copy });
  useKeys(Object.fromEntries(DIGITS.map((digit, index) => [digit, () => toggle(lanes[index])])));
  useTitleScroll(page.id);
  return (
    <div class={`interleaving ${hidesUnchanged ? 'hides-unchanged' : ''}`}>
      <Scrubber trace={trace} current={current} onStep={go} />
      <div class="options">
        <label>
          <input type="checkbox" checked={hidesUnchanged} onChange={() => setHidesUnchanged(!hidesUnchanged)} /> Hide
          unchanged values
        </label>
        {allKeys.length > KEYS_MAX && (
          <label>
            Key{' '}
            <select value={chosenKey ?? ''} onChange={(event) => setChosenKey(event.currentTarget.value || null)}>
              <option value="">the first {KEYS_MAX}</option>
              {allKeys.map((key) => (
                <option value={key}>{key}</option>
              ))}
            </select>
          </label>
        )}
        <button type="button" class="plain" onClick={onHelp}>
          Keys
        </button>
      </div>
      {isNarrow ? (
        <StepTable trace={trace} failure={page.id} current={current} />
      ) : (
        <>
          <LaneSwitches {...{ lanes, hidden, toggle }} />
          <Diagram {...{ trace, keys, hidden, current }} failure={page.id} turning={page} onStep={go} />
          <Legend trace={trace} turning={page} />
        </>
      )}
      <StaleWindows trace={trace} failure={page.id} />
    </div>
  );
}

const DIGITS = ['1', '2', '3', '4', '5', '6', '7', '8', '9'] as const;

/** The set with the name where it was without it, and the other way round. */
function without(names: ReadonlySet<string>, name: string): ReadonlySet<string> {
  const next = new Set(names);
  if (!next.delete(name)) next.add(name);
  return next;
}

interface StepKeys {
  readonly trace: Trace;
  readonly current: number;
  readonly go: (step: number) => void;
  readonly copy: () => void;
}

function useStepKeys({ trace, current, go, copy }: StepKeys): void {
  const next = () => go(current + 1);
  const previous = () => go(current - 1);
  const changing = (from: readonly (typeof trace.steps)[number][]) => {
    const found = from.find(({ number }) => changesState(trace, number));
    if (found !== undefined) go(found.number);
  };
  useKeys({
    ArrowRight: next,
    ArrowLeft: previous,
    k: next,
    j: previous,
    'Shift+ArrowRight': () => changing(trace.steps.slice(current)),
    'Shift+ArrowLeft': () => changing(trace.steps.slice(0, current - 1).reverse()),
    Home: () => go(1),
    End: () => go(trace.steps.length),
    e: () => go(proofStep(trace)),
    w: () => go(trace.staleWindows[0]?.from ?? current),
    c: copy,
  });
}

function changesState(trace: Trace, number: number): boolean {
  const before = trace.steps[number - 2]?.state ?? trace.initial;
  return JSON.stringify(before) !== JSON.stringify(trace.steps[number - 1]?.state);
}

/** A failure is a page: opening one begins at its top. */
function useTitleScroll(failure: string): void {
  useEffect(() => {
    document.getElementById(`title:${failure}`)?.closest('article')?.scrollIntoView();
  }, [failure]);
}
