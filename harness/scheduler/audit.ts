/**
 * Sees work that no patched global can: files, sockets, child processes, another client.
 *
 * `async_hooks` reports each asynchronous resource with the stack that made it. It costs about a third of the speed while it
 * is on, and 7 % for the rest of the thread's life, because V8 then runs every promise on a path that could be watched.
 * So a schedule is audited when it is the first of an exploration, when it runs a second time, and when an actor waits for
 * something that is not a step; and where one thread does nothing else meanwhile, the resources are only counted.
 */
import { AsyncResource, createHook } from 'node:async_hooks';
import { currentRun } from './ambient.ts';
import { callSite } from './call-site.ts';
import { escaped } from './problems.ts';

/**
 * Resources that the scheduler drains itself, or that only carry a continuation. An `Immediate` is not among them: the
 * guarded `setImmediate` makes none in actor code, so whoever makes one has kept the original.
 */
const CONTROLLED = new Set([
  'PROMISE',
  'TickObject',
  'Microtask',
  'FINALIZATIONREGISTRY',
  'FinalizationRegistry',
  // `AsyncResource.bind` and `AsyncLocalStorage.snapshot`: a function that remembers its context.
  'bound-anonymous-fn',
]);

const hook = createHook({
  init(_id, type) {
    const run = currentRun();
    if (run === null || CONTROLLED.has(type)) return;
    run.fail(escaped(type, callSite(), run.world !== null));
  },
});

/**
 * Tells whether this thread has made any asynchronous resource. Each gets the next number when it is made, hooks or none:
 * when no number is missing, a hook would have seen nothing. Promises have numbers only while they are watched.
 */
export class ResourceCount {
  readonly #before = nextAsyncId();
  #isNone: boolean | null = null;

  /** Counts up to the first time that it is asked. */
  get isNone(): boolean {
    this.#isNone ??= nextAsyncId() === this.#before + 1;
    return this.#isNone;
  }
}

/** Taking a number is the only way to learn which one comes next. */
function nextAsyncId(): number {
  return new AsyncResource('COUNT').asyncId();
}

/** Proven, not assumed: on a runtime that does not number what it makes, nothing could be concluded from a count. */
export const canCountResources: boolean = (() => {
  const count = new ResourceCount();
  clearImmediate(setImmediate(() => {}));
  return !count.isNone;
})();

/** Sees what `code` makes that outlives it. What runs before and after, other runs on the same servers, costs nothing. */
export function audit(code: () => void): void {
  hook.enable();
  try {
    code();
  } finally {
    hook.disable();
  }
}

/** Counts instead, for runs that take turns with others: what is made between two turns is nobody's of theirs. */
export class TurnCount {
  hasAny = false;

  readonly watch = (code: () => void): void => {
    const made = new ResourceCount();
    code();
    this.hasAny ||= !made.isNone;
  };
}
