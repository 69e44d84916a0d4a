/** @jsxRuntime automatic @jsxImportSource preact */
/** Another order, another strategy: what then? The choices on one side, what happens on the other. */
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { Trace } from '../../../../harness/result.ts';
import { proofStep } from '../../../model/proof.ts';
import { parseRoute } from '../../route.ts';
import type { LiveEngine, Recording } from '../engine/protocol.ts';
import { differenceOf } from './difference.ts';
import { Fixes } from './fixes.tsx';
import { Outcome } from './outcome.tsx';
import { RunView } from './run-view.tsx';
import { Send } from './send.tsx';
import { StrategyForm } from './strategy-form.tsx';
import { Turns } from './turns.tsx';
import { useLive } from './use-live.ts';

export interface PanelProps {
  readonly engine: LiveEngine;
  readonly recording: Recording;
  /** Null: what the recording comes to. */
  readonly original: Trace | null;
}

export function Panel({ engine, recording, original }: PanelProps) {
  const live = useLive(engine, recording);
  const { tried, infos, use, before, error } = live;
  const first = useRef<Trace | null>(original);
  if (tried !== null) first.current ??= tried.trace;
  const [step, setStep] = useState<number | null>(null);
  useEffect(() => setStep(null), [use.name]);
  const current = tried === null ? 1 : Math.min(step ?? proofStep(tried.trace), tried.trace.steps.length);
  const difference = useMemo(() => differenceOf(first.current, tried?.trace ?? null), [tried]);
  /** Links to a step of this run are not places of the page. */
  const followLink = (event: Event) => {
    const link = (event.target as Element).closest?.('a[href^="#/failure/"]');
    const route = link === null || link === undefined ? null : parseRoute(link.getAttribute('href') ?? '');
    if (route?.view !== 'failure' || route.step === null) return;
    event.preventDefault();
    setStep(route.step);
  };
  const pressKey = (event: KeyboardEvent) => {
    const by = event.key === 'ArrowLeft' ? -1 : event.key === 'ArrowRight' ? 1 : 0;
    if (by === 0 || tried === null || event.altKey || (event.target as Element).closest('input, select') !== null)
      return;
    event.preventDefault();
    setStep(Math.max(1, Math.min(current + by, tried.trace.steps.length)));
  };
  return (
    <div class="live" onClickCapture={followLink} onKeyDown={pressKey}>
      {recording.strategy.module !== null && (
        <p class="callout">
          {recording.strategy.as} is code of your own, which a page cannot run. The built-in strategies are here: the
          same actors have their turns in the same order.
        </p>
      )}
      <p class="hint">This runs in the page, on the embedded engine: no server is asked.</p>
      <div class="live-controls">
        <StrategyForm {...{ infos, use }} onChange={live.choose} />
        <div class="live-buttons">
          <button type="button" disabled={before.length === 0} onClick={live.undo}>
            Undo
          </button>
          <button type="button" disabled={before.length === 0} onClick={live.reset}>
            As it was found
          </button>
        </div>
      </div>
      <Outcome {...{ recording, tried, error, difference }} all={live.all} onStep={setStep} />
      {tried !== null && (
        <>
          <div class="live-columns">
            <Turns
              {...{ tried, current }}
              differsAt={difference?.here?.number ?? null}
              onStep={setStep}
              onFollow={live.follow}
            />
            <RunView trace={tried.trace} current={current} onStep={setStep} />
          </div>
          <Send tried={tried} recording={recording} />
        </>
      )}
      <Fixes {...{ engine, recording, infos, use, tried }} onChoose={live.choose} />
    </div>
  );
}
