/**
 * What code of a service does once in the life of its process is no part of any run: a client that reads its own version
 * from a file, a module that is loaded late. So a run that counts for nothing comes before the first, and what it has begun
 * outside of the scheduler is waited for. What is done again in every run is found by the audit as ever.
 */
import { embeddedEngine } from '../../engines/embedded/engine.ts';
import type { RunPlan } from '../../scheduler/plan.ts';
import { Lenient } from '../replay/lenient.ts';
import { executeAnywhere } from './execute-anywhere.ts';
import { inMacrotask } from './macrotask.ts';

/** What was read may lead to what is read next. */
const REHEARSALS_MAX = 5;
/** Turns of the event loop. A file is there after a few. */
const TURNS_MAX = 100_000;

/** In this thread. */
const rehearsed = new WeakSet<RunPlan>();

/** To be called before a plan's runs. */
export async function rehearse(plan: RunPlan): Promise<void> {
  if (plan.world === null || rehearsed.has(plan)) return;
  rehearsed.add(plan);
  for (let i = 0; i < REHEARSALS_MAX; i++) {
    // Whatever is wrong with it, the runs that count will show it.
    await executeAnywhere(plan, embeddedEngine, new Lenient([])).catch(() => undefined);
    if (!(await hasRead())) return;
  }
}

/** Waits for files that are being read. @returns whether there were any */
async function hasRead(): Promise<boolean> {
  let turns = 0;
  while (isReading() && turns < TURNS_MAX) turns = await inMacrotask(() => turns + 1);
  return turns > 0;
}

function isReading(): boolean {
  return process.getActiveResourcesInfo().some((resource) => resource.startsWith('FSReq'));
}
