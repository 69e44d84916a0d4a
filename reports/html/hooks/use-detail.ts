/** The details of a failure, unpacked when it is first opened. */
import { useEffect, useState } from 'preact/hooks';
import type { Detail } from '../../counterexample/subject.ts';

export type OpenDetail = (failure: string) => Promise<Detail>;

export type DetailState =
  | { readonly kind: 'closed' | 'opening' }
  | { readonly kind: 'open'; readonly detail: Detail }
  | { readonly kind: 'broken'; readonly reason: string };

export function useDetail(failure: string, isOpen: boolean, open: OpenDetail | null): DetailState {
  const [state, setState] = useState<DetailState>({ kind: 'closed' });
  useEffect(() => {
    if (!isOpen || open === null || state.kind !== 'closed') return;
    setState({ kind: 'opening' });
    open(failure).then(
      (detail) => setState({ kind: 'open', detail }),
      (error: unknown) => setState({ kind: 'broken', reason: error instanceof Error ? error.message : String(error) }),
    );
  }, [failure, isOpen, open, state.kind]);
  return state;
}
