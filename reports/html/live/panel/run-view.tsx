/** @jsxRuntime automatic @jsxImportSource preact */
/** What happens in this order: the same view as that of a counterexample. */
import { useMemo } from 'preact/hooks';
import type { Trace } from '../../../../harness/result.ts';
import { KEYS_MAX, keysOf } from '../../geometry/columns.ts';
import { useMedia } from '../../hooks/use-media.ts';
import { Diagram } from '../../views/interleaving/diagram.tsx';
import { Scrubber } from '../../views/interleaving/scrubber.tsx';
import { StepTable } from '../../views/steps/step-table.tsx';

export interface RunViewProps {
  readonly trace: Trace;
  readonly current: number;
  readonly onStep: (step: number) => void;
}

/** Stands for the failure in links to steps, which the panel follows itself. */
export const LIVE_ID = 'live';

/** Below this the lanes do not fit beside the order. */
const NARROW = '(max-width: 63.99rem)';

export function RunView({ trace, current, onStep }: RunViewProps) {
  const isNarrow = useMedia(NARROW);
  const keys = useMemo(() => keysOf(trace).slice(0, KEYS_MAX), [trace]);
  return (
    <section class="live-run" aria-label="What happens">
      <Scrubber {...{ trace, current, onStep }} />
      {isNarrow ? (
        <StepTable trace={trace} failure={LIVE_ID} current={current} />
      ) : (
        <Diagram {...{ trace, keys, current, onStep }} failure={LIVE_ID} />
      )}
    </section>
  );
}
