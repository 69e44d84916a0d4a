/**
 * Guards the globals through which actor code could escape the scheduler.
 *
 * While actor code runs (and only then), clocks and randomness are virtual and seeded, `setImmediate` is one more turn of
 * the drain, and a timer is recorded as escaped work with its call site. Outside of actor code every call goes through to
 * the original, so drivers and the rest of the process notice nothing.
 */
import crypto from 'node:crypto';
import { syncBuiltinESMExports } from 'node:module';
import timers from 'node:timers';
import timersPromises from 'node:timers/promises';
import { promisify } from 'node:util';
import { EPOCH_MS } from '../engines/epoch.ts';
import { callSite } from './call-site.ts';
import { drain } from './drain.ts';

/** What the guard needs of the run whose code is executing. */
export interface GuardedRun {
  readonly time: { readonly now: number };
  /** A seeded number in [0, 1). */
  random(): number;
  /** Work left the scheduler's world: what was called, and where. */
  escape(what: string, where: string): void;
  /** An error that no one caught: a floating promise rejected, a callback threw. */
  uncaught(error: unknown): void;
  /** Code took so many turns of the event loop without asking for a step. */
  spins(what: string, turns: number): void;
}

let current: GuardedRun | null = null;
const immediates: (() => void)[] = [];

/** The run whose code is executing right now; null outside of actor code. */
export function currentRun(): GuardedRun | null {
  return current;
}

/** More turns than this without a step are no progress: the code polls for something that only a step can bring. */
const TURNS_MAX = 10_000;

/** Runs `code` as actor code of `run`, then everything that follows from it without another step. */
export function runActorCode(run: GuardedRun, code: (() => void) | null): void {
  current = run;
  try {
    if (code !== null) code();
    drainAll(run);
    for (let turns = 1; immediates.length > 0; turns++) {
      if (turns > TURNS_MAX) {
        run.spins('setImmediate', TURNS_MAX);
        immediates.length = 0;
        return;
      }
      runSafely(run, immediates.shift()!);
      drainAll(run);
    }
  } finally {
    current = null;
  }
}

function runSafely(run: GuardedRun, callback: () => void): void {
  try {
    callback();
  } catch (error) {
    run.uncaught(error);
  }
}

/** A callback of `process.nextTick` that throws ends a drain early; the rest of the queue is still there. */
function drainAll(run: GuardedRun): void {
  for (;;) {
    try {
      drain();
      return;
    } catch (error) {
      run.uncaught(error);
    }
  }
}

function escape(what: string): void {
  current!.escape(what, callSite());
}

function queueImmediate(callback: (...args: unknown[]) => void, ...args: unknown[]): { unref(): void } {
  const task = (): void => callback(...args);
  immediates.push(task);
  const handle = { task, unref: () => handle, ref: () => handle, hasRef: () => true };
  return handle;
}

let installed = false;

/** Puts the guard in place for the life of the process. Safe to call again. */
export function installGuard(): void {
  if (installed) return;
  installed = true;
  guardTimers();
  guardPromisedTimers();
  guardClocks();
  guardRandomness();
  syncBuiltinESMExports();
  process.on('unhandledRejection', (reason) => {
    if (current === null) throw reason;
    current.uncaught(reason);
  });
}

function guardTimers(): void {
  const original = { setImmediate, setTimeout, setInterval, clearImmediate, queueMicrotask };
  const guarded = {
    setImmediate: (...args: Parameters<typeof queueImmediate>) =>
      current === null ? original.setImmediate(...args) : queueImmediate(...args),
    clearImmediate: (handle: unknown) => {
      const at = immediates.indexOf((handle as { task?: () => void } | null)?.task as () => void);
      if (at >= 0) immediates.splice(at, 1);
      else original.clearImmediate(handle as NodeJS.Immediate);
    },
    setTimeout: timerGuard('setTimeout', original.setTimeout, () => timersPromises.setTimeout),
    setInterval: timerGuard('setInterval', original.setInterval, () => undefined),
  };
  // `util.promisify` finds the promise form here; read late, so that it is the guarded one.
  Object.defineProperty(guarded.setImmediate, promisify.custom, { get: () => timersPromises.setImmediate });
  Object.assign(globalThis, guarded);
  Object.assign(timers, guarded);
  // A microtask that throws would end the process; in actor code it ends the run.
  globalThis.queueMicrotask = (callback) => {
    const run = current;
    original.queueMicrotask(run === null ? callback : () => runSafely(run, callback));
  };
}

function guardPromisedTimers(): void {
  const { setTimeout, setInterval, setImmediate, scheduler } = timersPromises;
  const { wait } = scheduler;
  const never = new Promise<never>(() => {});
  const guard = <Args extends unknown[]>(name: string, original: (...args: Args) => unknown, instead: unknown) => {
    return (...args: Args): unknown => {
      if (current === null) return original(...args);
      escape(`${name} (node:timers/promises)`);
      return instead;
    };
  };
  const immediate = (value?: unknown, options?: object): Promise<unknown> =>
    current === null
      ? setImmediate(value, options)
      : new Promise((resolve) => {
          queueImmediate(() => resolve(value));
        });
  Object.assign(timersPromises, {
    setTimeout: guard('setTimeout', setTimeout, never),
    setInterval: guard('setInterval', setInterval, {
      [Symbol.asyncIterator]: () => ({ next: () => never }),
      next: () => never,
    }),
    setImmediate: immediate,
  });
  Object.assign(Object.getPrototypeOf(scheduler) as object, {
    wait: guard('scheduler.wait', wait.bind(scheduler), never),
    yield: () => immediate(),
  });
}

function timerGuard<Timer extends (...args: never[]) => unknown>(
  name: string,
  original: Timer,
  promised: () => unknown,
): Timer {
  const guarded = (...args: Parameters<Timer>): unknown => {
    if (current === null) return original(...args);
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

function guardClocks(): void {
  const virtualNow = (): number => EPOCH_MS + current!.time.now;
  const RealDate = Date;
  const realNow = Date.now;
  RealDate.now = () => (current === null ? realNow() : virtualNow());
  globalThis.Date = new Proxy(RealDate, {
    construct: (target, args, newTarget) =>
      Reflect.construct(target, args.length === 0 && current !== null ? [virtualNow()] : args, newTarget) as object,
    apply: (target, self, args) =>
      current === null ? Reflect.apply(target, self, args) : new RealDate(virtualNow()).toString(),
  });
  const realPerformanceNow = performance.now.bind(performance);
  performance.now = () => (current === null ? realPerformanceNow() : current.time.now);
}

function guardRandomness(): void {
  const realRandom = Math.random;
  Math.random = () => (current === null ? realRandom() : current.random());
  const realUuid = crypto.randomUUID;
  const randomUuid: typeof realUuid = (options) => (current === null ? realUuid(options) : seededUuid(current));
  crypto.randomUUID = randomUuid;
  globalThis.crypto.randomUUID = randomUuid;
}

function seededUuid(run: GuardedRun): `${string}-${string}-${string}-${string}-${string}` {
  let hex = '';
  while (hex.length < 32) hex += Math.floor(run.random() * 16).toString(16);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20)}`;
}
