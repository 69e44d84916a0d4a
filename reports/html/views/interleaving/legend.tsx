/** @jsxRuntime automatic @jsxImportSource preact */
/** What the marks of this diagram mean; only those that it uses. */
import type { ComponentChildren } from 'preact';
import type { Trace } from '../../../../harness/result.ts';
import { flightsOf } from '../../../model/flights.ts';
import { transactionsOf } from '../../../model/transactions.ts';
import { truthsOf } from '../../../model/truth.ts';
import type { TurningPoints } from '../../geometry/margin.ts';

export interface LegendProps {
  readonly trace: Trace;
  readonly turning: TurningPoints;
}

export function Legend({ trace, turning }: LegendProps) {
  const has = {
    witness: trace.steps.some((step) => step.witness),
    wait: trace.steps.some((step) => step.blockedBy !== null),
    drop: trace.steps.some((step) => step.fault === 'drop'),
    message: flightsOf(trace).length > 0,
    transaction: transactionsOf(trace).length > 0,
  };
  return (
    <ul class="diagram-legend">
      <li>
        <Swatch>
          <path class="bar" d="M12 1v18" />
          <g class="dot">
            <circle cx="12" cy="10" r="5" />
          </g>
        </Swatch>
        a step, on the bar of its operation
      </li>
      {has.witness && (
        <li>
          <Swatch>
            <g class="dot">
              <circle class="ring" cx="12" cy="10" r="8.5" />
              <circle cx="12" cy="10" r="4.5" />
            </g>
          </Swatch>
          a step of the argument
        </li>
      )}
      {has.wait && (
        <li>
          <Swatch>
            <rect class="wait" x="7" y="1" width="10" height="18" fill="url(#hatch-wait)" />
          </Swatch>
          waits for a lock
        </li>
      )}
      {has.transaction && (
        <li>
          <Swatch>
            <path class="transaction" d="M14 2h-5v16h5" />
          </Swatch>
          a transaction
        </li>
      )}
      {has.message && (
        <li>
          <Swatch>
            <g class="message">
              <path class="shaft" d="M2 3L17 14" />
              <path class="head" d="M21 17l-3.9-8.2-4.7 6.4z" />
            </g>
          </Swatch>
          a message on its way
        </li>
      )}
      {turning.flips.length > 0 && (
        <li>
          <Swatch>
            <path class="flip" d="M16 2h-8v16h8" />
          </Swatch>
          exchange the two steps, and it passes
        </li>
      )}
      {has.drop && (
        <li>
          <Swatch>
            <g class="arrow dropped">
              <path class="head" d="M8 6l8 8m0-8l-8 8" />
            </g>
          </Swatch>
          never arrived
        </li>
      )}
      {truthsOf(trace).length > 0 && (
        <li>
          <Swatch>
            <g class="truth">
              <path d="M8 3h6v14h-6" />
              <circle cx="8" cy="3" r="2.5" />
            </g>
          </Swatch>
          the newest value, which the read did not get
        </li>
      )}
      {trace.staleWindows.length > 0 && (
        <li>
          <Swatch>
            <g class="band">
              <rect x="2" y="2" width="20" height="16" fill="url(#hatch-stale)" />
              <path d="M2 2h20v16h-20z" />
            </g>
          </Swatch>
          the cache is stale
        </li>
      )}
    </ul>
  );
}

function Swatch({ children }: { readonly children: ComponentChildren }) {
  return (
    <svg class="legend-mark" viewBox="0 0 24 20" aria-hidden="true">
      {children}
    </svg>
  );
}
