/** @jsxRuntime automatic @jsxImportSource preact */
/** Opens the live engine on this counterexample: another order, another strategy, what then? */
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { useKeys } from '../../hooks/use-keys.ts';
import type { Opened } from '../../page-data.ts';
import { hasLive, loadLive, unpackLua } from './load-live.ts';

export function TryIt({ opened }: { readonly opened: Opened }) {
  const [isOpen, setOpen] = useState(false);
  const isThere = opened.recording !== undefined && hasLive();
  const open = () => setOpen(isThere);
  useKeys({ t: open });
  if (!isThere) return null;
  return (
    <>
      <button type="button" class="try-it-button" aria-haspopup="dialog" onClick={open}>
        Try it: another order, another strategy <kbd aria-hidden="true">t</kbd>
      </button>
      {isOpen && <TryItDialog opened={opened} onClose={() => setOpen(false)} />}
    </>
  );
}

function TryItDialog({ opened, onClose }: { readonly opened: Opened; readonly onClose: () => void }) {
  const { recording, trace, page } = opened;
  const dialog = useRef<HTMLDialogElement>(null);
  const place = useRef<HTMLDivElement>(null);
  const [problem, setProblem] = useState<string | null>(null);
  useLayoutEffect(() => dialog.current?.showModal(), []);
  useEffect(() => {
    let unmount = (): void => {};
    let isGone = false;
    loadLive()
      .then(({ live, text }) => {
        if (isGone) return;
        const opening = { recording: recording!, original: trace, script: { text }, fetchLua: unpackLua };
        ({ unmount } = live.open(place.current!, opening));
      })
      .catch((error: Error) => setProblem(error.message));
    return () => {
      isGone = true;
      unmount();
    };
  }, [recording, trace]);
  return (
    <dialog ref={dialog} class="try-it" onClose={onClose} aria-labelledby="try-it-title">
      <header>
        <h2 id="try-it-title">
          Try it: {page.anomaly} with {page.strategy} in {page.scenario}
        </h2>
        <form method="dialog">
          <button>Close</button>
        </form>
      </header>
      {problem !== null && (
        <p class="callout">
          The engine cannot be opened: {problem}. {page.replay} shows the same.
        </p>
      )}
      <div ref={place} />
    </dialog>
  );
}
