import { callerOf } from './caller.ts';
import type { Exploration } from './exploration.ts';
import type { ExploreOptions } from './options.ts';

/** One after the other: explorations share the virtual globals of the process. */
let last: Promise<unknown> = Promise.resolve();

/**
 * Runs one scenario under one strategy in every order that its policy asks for, and judges what comes out. For the suites of
 * vitest, jest, node:test and others: it needs no runner's globals.
 *
 * Guarantees: the same options give the same result, apart from `durationMs`. A result that rests on too little is
 * `inconclusive`, and no matcher or assertion of ours passes on it. Explorations that are asked for at the same time run one after the other.
 *
 * @returns what `stalemate run --json` prints for the cell, with helpers
 * @throws ExploreError with every problem of the scenario or the strategy, each with its place and how to mend it; and when
 * servers that were asked for cannot be had, or are lost
 */
export function explore(options: ExploreOptions): Promise<Exploration> {
  const caller = callerOf(explore);
  const exploration = last.then(async () => {
    // Loaded only here: strategies import this package too, and need none of it.
    const { run } = await import('./run.ts');
    return run(options, caller);
  });
  last = exploration.catch(() => {});
  return exploration;
}
