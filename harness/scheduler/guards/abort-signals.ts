/**
 * `AbortSignal.timeout` in code of a service. Node forgets such a signal, timer and all, when nobody holds it any more; here
 * its timer runs while somebody listens to it.
 */
import { currentRun } from '../ambient.ts';
import type { World } from '../world.ts';

export function guardAbortSignals(): void {
  const { timeout } = AbortSignal;
  AbortSignal.timeout = (ms) => {
    const world = currentRun()?.world ?? null;
    return world === null ? timeout.call(AbortSignal, ms) : virtualSignal(world, ms);
  };
}

function virtualSignal(world: World, ms: number): AbortSignal {
  const controller = new AbortController();
  const { signal } = controller;
  const add = signal.addEventListener.bind(signal);
  const remove = signal.removeEventListener.bind(signal);
  const listeners = new Set<unknown>();
  let timer: NodeJS.Timeout | null = null;
  const abort = (): void =>
    controller.abort(new DOMException('The operation was aborted due to timeout', 'TimeoutError'));
  return Object.assign(signal, {
    addEventListener(...args: Parameters<typeof add>) {
      listeners.add(args[1]);
      timer ??= world.setTimer(abort, ms, false) as NodeJS.Timeout;
      add(...args);
    },
    removeEventListener(...args: Parameters<typeof remove>) {
      listeners.delete(args[1]);
      if (listeners.size === 0 && timer !== null) {
        clearTimeout(timer);
        timer = null;
      }
      remove(...args);
    },
  });
}
