/** @jsxRuntime automatic @jsxImportSource preact */
/** The keys, and the switch that turns single letters off. */
import { useLayoutEffect, useRef } from 'preact/hooks';

export const KEY_ROWS: readonly (readonly [keys: string, effect: string])[] = [
  ['← → or j k', 'previous, next step'],
  ['Shift ← →', 'previous, next step that changes a store'],
  ['Home End', 'first, last step'],
  ['e', 'the step that proves the anomaly'],
  ['w', 'where a stale window opens'],
  ['1 … 9', 'show or hide a lane'],
  ['[ ]', 'previous, next failure'],
  ['c', 'copy the replay command'],
  ['?', 'these keys'],
  ['Esc', 'close'],
];

export interface KeyHelpProps {
  readonly lettersOn: boolean;
  readonly onLetters: (on: boolean) => void;
  readonly onClose: () => void;
}

export function KeyHelp({ lettersOn, onLetters, onClose }: KeyHelpProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  useLayoutEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog ref={dialog} onClose={onClose} aria-labelledby="keys-title">
      <h2 id="keys-title">Keys</h2>
      <KeyTable />
      <label>
        <input type="checkbox" checked={lettersOn} onChange={() => onLetters(!lettersOn)} /> Single-letter keys are on
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
