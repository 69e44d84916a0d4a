/** A failure with its trace, unpacked when it is opened. */
import { useLayoutEffect, useState } from 'preact/hooks';
import type { Opened } from '../page-data.ts';

export type OpenFailure = (failure: string) => Promise<Opened>;

export type OpenedState =
  | { readonly kind: 'none' | 'opening' }
  | { readonly kind: 'open'; readonly opened: Opened }
  | { readonly kind: 'broken'; readonly reason: string };

/** @param failure null while none is looked at */
export function useOpened(failure: string | null, open: OpenFailure): OpenedState {
  const [state, setState] = useState<OpenedState & { readonly of: string | null }>({ kind: 'none', of: null });
  useLayoutEffect(() => {
    if (failure === null) return;
    let isCurrent = true;
    const show = (next: OpenedState) => isCurrent && setState({ ...next, of: failure });
    open(failure).then(
      (opened) => show({ kind: 'open', opened }),
      (error: unknown) => show({ kind: 'broken', reason: error instanceof Error ? error.message : String(error) }),
    );
    return () => void (isCurrent = false);
  }, [failure, open]);
  if (failure === null) return { kind: 'none' };
  return state.of === failure ? state : { kind: 'opening' };
}
