/** The intervals in which a cache holds an old version: what opens them, what closes them. */
import { wordsIn } from './words-in.ts';
import type { StaleWindow, StateView, TraceStep } from '../result.ts';

/**
 * @param initial what the stores held before the first step.
 * @param versions the values of each key in commit order.
 * @param committed for each step, the order of the newest committed version of each key after it.
 */
export function staleWindows(
  initial: StateView,
  steps: readonly TraceStep[],
  versions: Readonly<Record<string, readonly (string | null)[]>>,
  committed: readonly Readonly<Record<string, number>>[],
): StaleWindow[] {
  const windows: StaleWindow[] = [];
  for (const [key, values] of Object.entries(versions)) {
    for (const store of storesOf([initial, ...steps.map(({ state }) => state)])) {
      let open: { from: number; opens: string } | null = null;
      let before = heldVersion(cachedText(initial, store, key), values);
      steps.forEach((step, i) => {
        const held = heldVersion(cachedText(step.state, store, key), values);
        const newest = committed[i]![key] ?? 0;
        const isStale = held !== null && held < newest;
        if (isStale && open === null) {
          open = { from: step.number, opens: openingCause(step, key, values, held, before) };
        } else if (!isStale && open !== null) {
          windows.push({ store, key, ...open, to: step.number, closes: closingCause(step, held, values) });
          open = null;
        }
        before = held;
      });
      if (open !== null)
        windows.push({ store, key, ...(open as { from: number; opens: string }), to: null, closes: null });
    }
  }
  return windows;
}

function storesOf(states: readonly StateView[]): string[] {
  const nodes = new Set(states.flatMap(({ local }) => Object.keys(local)));
  const servers = new Set(states.flatMap((state) => Object.keys(state.servers ?? {})));
  return ['redis', ...servers, ...[...nodes].sort().map((node) => `local ${node}`)];
}

/** What a cache holds for the key: the entry of that name, or one of Redis with a prefix before it, as libraries have it. */
function cachedText(state: StateView, store: string, key: string): string | null {
  const server = state.servers?.[store];
  if (server !== undefined) return server[key]?.value ?? null;
  if (store !== 'redis') return state.local[store.slice('local '.length)]?.[key] ?? null;
  if (state.redis[key] !== undefined) return state.redis[key].value;
  return Object.entries(state.redis).find(([name]) => name.endsWith(key))?.[1].value ?? null;
}

/** The newest version whose value the text holds, as the whole or as one of its words. */
function heldVersion(text: string | null, values: readonly (string | null)[]): number | null {
  if (text === null) return null;
  const words = wordsIn(text);
  for (let order = values.length - 1; order >= 0; order--) {
    const value = values[order];
    if (value !== null && value !== undefined && (text === value || words.has(value))) return order;
  }
  return null;
}

function openingCause(
  step: TraceStep,
  key: string,
  values: readonly (string | null)[],
  held: number,
  before: number | null,
): string {
  if (before === held) return `MySQL moved on, the cache still holds ${values[held]}`;
  return `${step.actor} puts the old ${values[held]} of ${key} back`;
}

function closingCause(step: TraceStep, held: number | null, values: readonly (string | null)[]): string {
  return held === null ? `${step.actor}: ${step.text}` : `${step.actor} stores ${values[held]}`;
}
