/** Executes one schedule on one engine, under audit where that is needed. */
import { NotEmbedded } from '../../engines/embedded/not-embedded.ts';
import type { Engine, EngineRun } from '../../engines/engine.ts';
import { NotSupported } from '../../engines/real/errors.ts';
import { audit, canCountResources, ResourceCount, TurnCount } from '../../scheduler/audit.ts';
import { driveInTurns, driveNow } from '../../scheduler/drive.ts';
import { measureFootprint } from '../../scheduler/footprint.ts';
import type { RunPlan } from '../../scheduler/plan.ts';
import { setupOf } from '../../scheduler/plan.ts';
import { Run } from '../../scheduler/run.ts';
import type { SchedulePicker } from '../policies/policy.ts';
import { inMacrotask } from './macrotask.ts';
import { Divergence } from '../replay/known-choices.ts';

/**
 * On an engine that answers at once. Call it from a macrotask.
 * Whether a run is audited depends on nothing but its schedule, so that the same problems are found whichever schedules
 * were executed before it, in this thread.
 */
export function executeNow(plan: RunPlan, engine: Engine, picker: SchedulePicker, audited: boolean): Run {
  const run = attempt(plan, engine, picker, audited || isService(plan) ? careOf(plan) : 'trusting');
  if (run !== null && !run.needsAudit) return run;
  if (run === null) needWatching.add(plan);
  picker.restart();
  return executeNow(plan, engine, picker, true);
}

/**
 * How much is looked at what actor code makes. An audit first counts, which costs nothing, and watches only what has made
 * something: then it must say what, and where.
 */
type Care = 'trusting' | 'counting' | 'watching';

/** Plans whose code has made something, if only a tick: counting again would be in vain. */
const needWatching = new WeakSet<RunPlan>();

/** Its requests wait for each other's promises, and what is carried along with those makes resources. */
function isService({ world }: RunPlan): boolean {
  return world !== null;
}

function careOf(plan: RunPlan): Care {
  return needWatching.has(plan) || isService(plan) || !canCountResources ? 'watching' : 'counting';
}

/** @returns null for a run that was counting and met something to count: what it showed is not said */
function attempt(plan: RunPlan, engine: Engine, picker: SchedulePicker, care: Care): Run | null {
  const time = { now: 0 };
  const run = new Run(plan, engine.begin(setupOf(plan, time)) as EngineRun, time, care !== 'trusting');
  picker.attach?.(run);
  const made = care === 'counting' ? new ResourceCount() : null;
  try {
    if (care === 'watching') audit(() => driveNow(run, picker));
    else driveNow(run, picker);
    if (made?.isNone !== false) {
      void measureFootprint(run);
      finish(run, picker);
    }
  } catch (error) {
    explainFailure(run, error);
  } finally {
    run.world?.end();
    void run.engine.end();
  }
  return made?.isNone === false ? null : run;
}

/**
 * Plans whose actors wait for each other's promises: only an audited run can tell that from waiting for the outside.
 * On real servers it costs too much to learn that anew in every run.
 */
const needAudit = new WeakSet<RunPlan>();

/** On any engine; many may be executed at once, but one of a service: it may have variables outside of its processes. */
export function execute(plan: RunPlan, engine: Engine, picker: SchedulePicker, audited: boolean): Promise<Run> {
  if (!isService(plan)) return executeInTurns(plan, engine, picker, audited);
  const executed = latestOfService.then(() => executeInTurns(plan, engine, picker, audited));
  latestOfService = executed.catch(() => undefined);
  return executed;
}

let latestOfService: Promise<unknown> = Promise.resolve();

async function executeInTurns(plan: RunPlan, engine: Engine, picker: SchedulePicker, audited: boolean): Promise<Run> {
  const isAudited = audited || isService(plan) || needAudit.has(plan);
  const made = isAudited && careOf(plan) === 'counting' ? new TurnCount() : null;
  const time = { now: 0 };
  const run = new Run(plan, await engine.begin(setupOf(plan, time)), time, isAudited);
  picker.attach?.(run);
  try {
    await driveInTurns(run, picker, made ?? {});
    if (made?.hasAny !== true) {
      await measureFootprint(run);
      finish(run, picker);
    }
  } catch (error) {
    explainFailure(run, error);
  } finally {
    if (run.world !== null) await inMacrotask(() => run.world!.end());
    await run.engine.end();
  }
  if (made?.hasAny === true) needWatching.add(plan);
  else if (run.needsAudit) needAudit.add(plan);
  else return run;
  picker.restart();
  return executeInTurns(plan, engine, picker, true);
}

function finish(run: Run, picker: SchedulePicker): void {
  if (run.problem === null && !run.needsAudit && !run.isAbandoned) picker.finish?.(run);
}

/** Turns what a run may legitimately die of into its problem; everything else is a bug of ours or a lost server. */
export function explainFailure(run: Run, error: unknown): void {
  if (error instanceof Divergence) run.fail({ kind: 'nondeterminism', message: error.message });
  else if (error instanceof NotEmbedded || error instanceof NotSupported)
    run.fail({ kind: 'engine', message: error.message });
  else throw error;
}
