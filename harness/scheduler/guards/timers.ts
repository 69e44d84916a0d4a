/** Timers in actor code are escaped work; `setImmediate` and `queueMicrotask` are part of the drain. */
import timers from 'node:timers';
import timersPromises from 'node:timers/promises';
import { promisify } from 'node:util';
import { cancelImmediate, currentRun, escape, queueImmediate, runSafely } from '../ambient.ts';

export function guardTimers(): void {
  const original = { setImmediate, setTimeout, setInterval, clearImmediate };
  const guarded = {
    setImmediate: (...args: Parameters<typeof queueImmediate>) =>
      currentRun() === null ? original.setImmediate(...args) : queueImmediate(...args),
    clearImmediate: (handle: unknown) => {
      if (!cancelImmediate(handle)) original.clearImmediate(handle as NodeJS.Immediate);
    },
    setTimeout: timerGuard('setTimeout', original.setTimeout, () => timersPromises.setTimeout),
    setInterval: timerGuard('setInterval', original.setInterval, () => undefined),
  };
  // `util.promisify` finds the promise form here; read late, so that it is the guarded one.
  Object.defineProperty(guarded.setImmediate, promisify.custom, { get: () => timersPromises.setImmediate });
  Object.assign(globalThis, guarded);
  Object.assign(timers, guarded);
}

/** A microtask that throws would end the process; in actor code it ends the run. */
export function guardMicrotasks(): void {
  const { queueMicrotask } = globalThis;
  globalThis.queueMicrotask = (callback) => {
    const run = currentRun();
    queueMicrotask(run === null ? callback : () => runSafely(run, callback));
  };
}

const { nextTick } = process;

function guardedTick(callback: (...args: unknown[]) => void, ...args: unknown[]): void {
  const run = currentRun();
  if (run === null) nextTick(callback, ...args);
  else nextTick(() => runSafely(run, () => callback(...args)));
}

/** The same for a tick. To be called again and again: vitest, for one, puts back what it found at its start. */
export function guardTicks(): void {
  process.nextTick = guardedTick;
}

function timerGuard<Timer extends (...args: never[]) => unknown>(
  name: string,
  original: Timer,
  promised: () => unknown,
): Timer {
  const guarded = (...args: Parameters<Timer>): unknown => {
    if (currentRun() === null) return original(...args);
    escape(name);
    const handle = {
      unref: () => handle,
      ref: () => handle,
      hasRef: () => false,
      refresh: () => handle,
      close: () => handle,
    };
    return handle;
  };
  Object.defineProperty(guarded, promisify.custom, { get: promised });
  return guarded as unknown as Timer;
}
