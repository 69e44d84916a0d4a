/**
 * Sees work that no patched global can: files, sockets, child processes, another client.
 *
 * `async_hooks` reports each asynchronous resource with the stack that made it. It costs about a third of the speed, so it
 * is on for the first schedule of an exploration, for every schedule that runs a second time, and whenever an actor waits
 * for something that is not a step.
 */
import { createHook } from 'node:async_hooks';
import { currentRun } from './ambient.ts';
import { callSite } from './call-site.ts';
import { escaped } from './problems.ts';

/**
 * Resources that the scheduler drains itself, or that only carry a continuation. An `Immediate` is not among them: the
 * guarded `setImmediate` makes none in actor code, so whoever makes one has kept the original.
 */
const CONTROLLED = new Set(['PROMISE', 'TickObject', 'Microtask', 'FINALIZATIONREGISTRY', 'FinalizationRegistry']);

const hook = createHook({
  init(_id, type) {
    const run = currentRun();
    if (run === null || CONTROLLED.has(type)) return;
    run.fail(escaped(type, callSite()));
  },
});

/** Sees what `code` makes that outlives it. What runs before and after, other runs on the same servers, costs nothing. */
export function audit(code: () => void): void {
  hook.enable();
  try {
    code();
  } finally {
    hook.disable();
  }
}
