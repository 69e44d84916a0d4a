/** @jsxRuntime automatic @jsxImportSource preact */
/** The keys, and the switch that turns single letters off. */
import { useContext, useLayoutEffect, useRef } from 'preact/hooks';
import { Letters } from '../../hooks/use-keys.ts';

export const KEY_ROWS: readonly (readonly [keys: string, effect: string])[] = [
  ['← → or j k', 'previous, next step'],
  ['Shift ← →', 'previous, next step that changes a store'],
  ['Home End', 'first, last step'],
  ['e', 'the step that proves the anomaly'],
  ['w', 'where a stale window opens'],
  ['1 … 9', 'show or hide a lane'],
  ['d', 'the same schedule under another strategy, side by side'],
  ['[ ]', 'previous, next failure'],
  ['c', 'copy the replay command'],
  ['t', 'try another order or strategy'],
  ['/', 'filter gates, failures and cells'],
  ['?', 'these keys'],
  ['Esc', 'close'],
];

export function KeyHelp({ onClose }: { readonly onClose: () => void }) {
  const letters = useContext(Letters);
  const dialog = useRef<HTMLDialogElement>(null);
  useLayoutEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog ref={dialog} onClose={onClose} aria-labelledby="keys-title">
      <h2 id="keys-title">Keys</h2>
      <KeyTable />
      <label>
        <input type="checkbox" checked={letters.isOn} onChange={() => letters.set(!letters.isOn)} /> Single-letter keys
        are on
      </label>
      <form method="dialog">
        <button>Close</button>
      </form>
    </dialog>
  );
}

export function KeyTable() {
  return (
    <dl class="keys">
      {KEY_ROWS.map(([keys, effect]) => (
        <div>
          <dt>
            <kbd>{keys}</kbd>
          </dt>
          <dd>{effect}</dd>
        </div>
      ))}
    </dl>
  );
}
