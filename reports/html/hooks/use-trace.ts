/** The trace of a failure, unpacked when it is first opened. */
import { useEffect, useState } from 'preact/hooks';
import type { Trace } from '../../../harness/result.ts';

export type OpenTrace = (failure: string) => Promise<Trace>;

export type TraceState =
  | { readonly kind: 'closed' | 'opening' }
  | { readonly kind: 'open'; readonly trace: Trace }
  | { readonly kind: 'broken'; readonly reason: string };

export function useTrace(failure: string, isOpen: boolean, open: OpenTrace | null): TraceState {
  const [state, setState] = useState<TraceState>({ kind: 'closed' });
  useEffect(() => {
    if (!isOpen || open === null || state.kind !== 'closed') return;
    setState({ kind: 'opening' });
    open(failure).then(
      (trace) => setState({ kind: 'open', trace }),
      (error: unknown) => setState({ kind: 'broken', reason: error instanceof Error ? error.message : String(error) }),
    );
  }, [failure, isOpen, open, state.kind]);
  return state;
}
