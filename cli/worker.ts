/** The entry of a worker thread: prepares a cell as the main thread has done, then explores shares of it. */
import { parentPort, workerData } from 'node:worker_threads';
import { embeddedEngine } from '../harness/engines/embedded/engine.ts';
import { helperOf } from '../harness/exploration/fuzz/rounds.ts';
import type { Part } from '../harness/exploration/fuzz/part.ts';
import { exploreShare } from '../harness/exploration/division/share.ts';
import type { RunPlan } from '../harness/scheduler/plan.ts';
import { planRun } from '../harness/scheduler/plan.ts';
import { simulate } from '../harness/timed/simulate.ts';
import { planTimed, type TimedPlan } from '../harness/timed/timed-run.ts';
import { CliError } from './errors.ts';
import { resolveStrategies } from './strategies.ts';
import type { Cell, Reply, Request, Results, WorkerData } from './workers.ts';

/**
 * A share that takes longer comes back with a rest: others may be idle, and progress wants to be seen. How much numbers are
 * is known when they are shared out, so that nobody waits for them; of parts of a search nobody knows it.
 */
const SHARE_MS = { numbers: 250, prefixes: 50, searches: 50 } as const;

const { stop } = workerData as WorkerData;
let plan: RunPlan | null = null;
let part: Part | undefined;
let timed: TimedPlan | null = null;

async function planOf({ scenario, use }: Cell): Promise<RunPlan> {
  const [resolved] = await resolveStrategies(scenario, [use]);
  return planRun(scenario, use.as, resolved!.strategy, resolved!.options);
}

async function handle(request: Request): Promise<Results[keyof Results]> {
  if (request.kind === 'prepare') {
    plan = await planOf(request.cell);
    ({ part } = request.cell);
    const { timed: load } = request.cell.scenario;
    timed = load === undefined ? null : planTimed(plan, load.timing, load.load);
    return null;
  }
  if (request.kind === 'simulate')
    return simulate(timed!, request.number, { onSlice: () => Atomics.load(stop, 0) === 1 });
  const began = performance.now();
  const shareMs = SHARE_MS[request.assignment.share.kind];
  return exploreShare({
    plan: plan!,
    engine: embeddedEngine,
    assignment: request.assignment,
    ...(part === undefined ? {} : helperOf(plan!, part)),
    isOverTime: () => performance.now() - began > shareMs || Atomics.load(stop, 0) === 1,
  });
}

async function answer(request: Request): Promise<Reply> {
  const { id } = request;
  try {
    return { id, result: await handle(request) };
  } catch (error) {
    const { name, message, stack } = error instanceof Error ? error : new Error(String(error));
    return { id, error: { name, message, stack, exitCode: error instanceof CliError ? error.exitCode : null } };
  }
}

/** One after the other: the next cell may be announced while this one is being prepared. */
let last: Promise<void> = Promise.resolve();
parentPort!.on('message', (request: Request) => {
  last = last.then(async () => parentPort!.postMessage(await answer(request)));
});
