/** Keys of the page. They keep away from fields, and from combinations that belong to the browser. */
import { createContext } from 'preact';
import { useContext, useLayoutEffect, useRef } from 'preact/hooks';

/** By `KeyboardEvent.key`; with Shift held, `Shift+` and the key, for keys that Shift does not change. */
export type Keys = Readonly<Record<string, () => void>>;

/** What a range input does by itself. */
const RANGE_KEYS = new Set(['ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown', 'Home', 'End', 'PageUp', 'PageDown']);

export interface LetterSwitch {
  readonly isOn: boolean;
  readonly set: (isOn: boolean) => void;
}

/** Keys of a single character can be switched off (WCAG 2.1.4); arrows, Home, End and Escape stay. */
export const Letters = createContext<LetterSwitch>({ isOn: true, set: () => {} });

export function useKeys(keys: Keys): void {
  const { isOn: lettersOn } = useContext(Letters);
  const latest = useRef({ keys, lettersOn });
  latest.current = { keys, lettersOn };
  // Whoever sees the page can already use its keys.
  useLayoutEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || belongsToField(event)) return;
      const name = event.shiftKey && event.key.length > 1 ? `Shift+${event.key}` : event.key;
      const action = latest.current.keys[name];
      if (action === undefined || (name.length === 1 && !latest.current.lettersOn)) return;
      event.preventDefault();
      action();
    };
    addEventListener('keydown', press);
    return () => removeEventListener('keydown', press);
  }, []);
}

function belongsToField(event: KeyboardEvent): boolean {
  const { target } = event;
  if (!(target instanceof HTMLElement)) return false;
  if (target instanceof HTMLInputElement && target.type === 'range')
    return RANGE_KEYS.has(event.key) && !event.shiftKey;
  if (target instanceof HTMLInputElement && target.type === 'checkbox') return event.key === ' ';
  return target.closest('input, select, textarea, dialog[open]') !== null;
}
