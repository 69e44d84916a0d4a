/** @jsxRuntime automatic @jsxImportSource preact */
/** What would mend it? */
import type { LiveEngine, Recording, StrategyInfo, Tried, Use } from '../engine/protocol.ts';
import { nameOfUse } from './schedules.ts';
import { searchedText } from './searched-text.ts';
import { type Hunt, useFixes } from './use-fixes.ts';

export interface FixesProps {
  readonly engine: LiveEngine;
  readonly recording: Recording;
  readonly infos: readonly StrategyInfo[];
  readonly use: Use;
  readonly tried: Tried | null;
  readonly onChoose: (use: Use) => void;
}

export function Fixes({ engine, recording, infos, use, tried, onChoose }: FixesProps) {
  const anomaly = recording.anomaly ?? tried?.shows[0] ?? null;
  const { hunt, start, stop } = useFixes(engine, infos, use, anomaly);
  const isHunting = hunt !== null && hunt.current !== null;
  return (
    <section class="live-fixes" aria-labelledby="live-fixes-title">
      <h3 id="live-fixes-title">Try to fix it</h3>
      <p class="hint">
        {anomaly === null
          ? 'This run shows no anomaly: there is nothing to mend.'
          : `Tries the options of ${use.name} and every other built-in strategy that fits this scenario, in all orders, and lists those that never show ${anomaly}.`}
      </p>
      <div class="live-buttons">
        <button type="button" disabled={anomaly === null || isHunting || infos.length === 0} onClick={start}>
          Try to fix it
        </button>
        {isHunting && (
          <button type="button" onClick={stop}>
            Stop
          </button>
        )}
      </div>
      {hunt !== null && <Progress hunt={hunt} />}
      {hunt !== null && hunt.safe.length > 0 && (
        <ul class="fixes">
          {hunt.safe.map((searched) => (
            <li>
              <button type="button" onClick={() => onChoose(searched.use)}>
                {nameOfUse(searched.use)}
              </button>{' '}
              {searchedText(searched, anomaly)}
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

function Progress({ hunt: { done, total, current, safe, shown, unknown } }: { readonly hunt: Hunt }) {
  const rest = unknown === 0 ? '' : `, ${unknown} could not be judged`;
  return (
    <>
      {current !== null && <progress max={total} value={done} aria-label="Candidates tried" />}
      <p role="status">
        {current === null
          ? `${done === total ? 'All' : `${done} of`} ${total} tried: ${safe.length} never showed it, ${shown} did${rest}.`
          : `${done} of ${total}: ${nameOfUse(current)} …`}
      </p>
    </>
  );
}
