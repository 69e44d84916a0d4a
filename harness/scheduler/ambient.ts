/** Runs actor code, knows whose code is running, and drains what follows from it. */
import { callSite } from './call-site.ts';
import { drain } from './drain.ts';
import type { RunProblem } from './problems.ts';
import { escaped, spinning, uncaught } from './problems.ts';
import type { World } from './world.ts';

/** What the guard needs of the run whose code is executing. */
export interface GuardedRun {
  readonly time: { readonly now: number };
  /** Null where the code is not that of a service. */
  readonly world: World | null;
  /** Set when actor code looks at the clock. */
  readsClock: boolean;
  /** A seeded number in [0, 1). */
  random(): number;
  /** Ends the run without a verdict. */
  fail(problem: RunProblem): void;
}

let current: GuardedRun | null = null;
const immediates: (() => void)[] = [];

/** The run whose code is executing right now; null outside of actor code. */
export function currentRun(): GuardedRun | null {
  return current;
}

/** More turns than this without a step are no progress: the code polls for something that only a step can bring. */
const TURNS_MAX = 10_000;

/**
 * Runs `code` as actor code of `run`, then everything that follows from it without another step.
 * (What the code is about is passed along: a closure for each step would cost more than the step.)
 */
export function runActorCode<R extends GuardedRun, Subject>(
  run: R,
  code: ((run: R, subject: Subject) => void) | null,
  subject: Subject,
): void {
  enterActorCode(run, code, subject);
  leaveActorCode(run);
}

/** The first half: until the second, whatever runs is code of this run. */
export function enterActorCode<R extends GuardedRun, Subject>(
  run: R,
  code: ((run: R, subject: Subject) => void) | null,
  subject: Subject,
): void {
  current = run;
  if (code === null) return;
  try {
    code(run, subject);
  } catch (error) {
    current = null;
    throw error;
  }
}

/** The second half: what follows from the code, until nothing does. */
export function leaveActorCode(run: GuardedRun): void {
  try {
    drain();
    if (immediates.length > 0) runImmediates(run);
  } finally {
    current = null;
  }
}

/**
 * The second half where nothing can be drained on demand: a turn of the event loop empties the queue of microtasks. So
 * this is exact as well, but other code of the thread runs in between: one run at a time.
 */
export async function leaveActorCodeInTurns(run: GuardedRun, turn: () => Promise<void>): Promise<void> {
  try {
    await turn();
    for (let turns = 1; immediates.length > 0; turns++) {
      if (isSpinning(run, turns)) return;
      runSafely(run, immediates.shift()!);
      await turn();
    }
  } finally {
    current = null;
  }
}

function runImmediates(run: GuardedRun): void {
  for (let turns = 1; immediates.length > 0; turns++) {
    if (isSpinning(run, turns)) return;
    runSafely(run, immediates.shift()!);
    drain();
  }
}

function isSpinning(run: GuardedRun, turns: number): boolean {
  if (turns <= TURNS_MAX) return false;
  run.fail(spinning('setImmediate', TURNS_MAX));
  immediates.length = 0;
  return true;
}

/** What a callback throws ends its run, not the process. */
export function runSafely(run: GuardedRun, callback: () => void): void {
  try {
    callback();
  } catch (error) {
    run.fail(uncaught(error));
  }
}

/** Reports work of the running code that no schedule controls. */
export function escape(what: string): void {
  current!.fail(escaped(what, callSite(), current!.world !== null));
}

/** `setImmediate` in actor code: one more turn of the drain. */
export function queueImmediate(callback: (...args: unknown[]) => void, ...args: unknown[]): { unref(): void } {
  const call = (): void => callback(...args);
  const task = current?.world?.bind(call) ?? call;
  immediates.push(task);
  const handle = { task, unref: () => handle, ref: () => handle, hasRef: () => true };
  return handle;
}

/** `clearImmediate`; returns whether the handle was one of ours. */
export function cancelImmediate(handle: unknown): boolean {
  const at = immediates.indexOf((handle as { task?: () => void } | null)?.task as () => void);
  if (at >= 0) immediates.splice(at, 1);
  return at >= 0;
}
