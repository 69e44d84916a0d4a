/**
 * Guards the globals through which actor code could escape the scheduler.
 *
 * While actor code runs (and only then), clocks and randomness are virtual and seeded, `setImmediate` is one more turn of
 * the drain, and a timer is recorded as escaped work with its call site. Where the code is that of a service, timers are
 * virtual too, connections to the run's stores stay in memory, and the console is silent. Outside of actor code every call goes through to
 * the original, so drivers and the rest of the process notice nothing.
 */
import { syncBuiltinESMExports } from 'node:module';
import { currentRun } from './ambient.ts';
import { guardAbortSignals } from './guards/abort-signals.ts';
import { guardClocks } from './guards/clocks.ts';
import { guardConsole } from './guards/console.ts';
import { guardFiles } from './guards/files.ts';
import { guardNetwork } from './guards/network.ts';
import { guardPromisedTimers } from './guards/promised-timers.ts';
import { guardRandomness } from './guards/randomness.ts';
import { guardMicrotasks, guardTicks, guardTimers } from './guards/timers.ts';
import { uncaught } from './problems.ts';

let installed = false;

/** Puts the guard in place for the life of the process. Safe to call again. */
export function installGuard(): void {
  guardTicks();
  if (installed) return;
  installed = true;
  guardTimers();
  guardAbortSignals();
  guardMicrotasks();
  guardPromisedTimers();
  guardClocks();
  guardRandomness();
  guardNetwork();
  guardFiles();
  guardConsole();
  syncBuiltinESMExports();
  process.on('unhandledRejection', (reason) => {
    const run = currentRun();
    if (run === null) throw reason;
    run.fail(uncaught(reason));
  });
}
