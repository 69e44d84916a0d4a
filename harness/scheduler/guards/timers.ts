/** Timers in actor code are escaped work, or steps where the code is that of a service; `setImmediate` and `queueMicrotask` are part of the drain. */
import timers from 'node:timers';
import timersPromises from 'node:timers/promises';
import { promisify } from 'node:util';
import { cancelImmediate, currentRun, escape, queueImmediate, runSafely } from '../ambient.ts';

export function guardTimers(): void {
  const original = { setImmediate, setTimeout, setInterval, clearImmediate, clearTimeout, clearInterval };
  const guarded = {
    setImmediate: (...args: Parameters<typeof queueImmediate>) =>
      currentRun() === null ? original.setImmediate(...args) : queueImmediate(...args),
    clearImmediate: (handle: unknown) => {
      if (!cancelImmediate(handle)) original.clearImmediate(handle as NodeJS.Immediate);
    },
    setTimeout: timerGuard('setTimeout', original.setTimeout, () => timersPromises.setTimeout),
    setInterval: timerGuard('setInterval', original.setInterval, () => undefined),
    clearTimeout: clearGuard(original.clearTimeout),
    clearInterval: clearGuard(original.clearInterval),
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
    const run = currentRun();
    if (run === null) return original(...args);
    if (run.world !== null) {
      const [callback, ms = 0, ...rest] = args as unknown as [(...given: unknown[]) => void, number?, ...unknown[]];
      return run.world.setTimer(() => callback(...rest), ms, name === 'setInterval');
    }
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

/** What may be cleared is a handle of ours, which knows how, or one of Node's. */
function clearGuard<Clear extends (handle: never) => void>(original: Clear): Clear {
  const guarded = (handle: { close?(): void; readonly isVirtual?: true } | null | undefined): void => {
    if (handle?.isVirtual === true) handle.close!();
    else original(handle as never);
  };
  return guarded as unknown as Clear;
}
