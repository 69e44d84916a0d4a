/** Executes one schedule on one engine, under audit where that is needed. */
import { NotEmbedded } from '../../engines/embedded/not-embedded.ts';
import type { Engine, EngineRun } from '../../engines/engine.ts';
import { NotSupported } from '../../engines/real/errors.ts';
import { audit } from '../../scheduler/audit.ts';
import { driveInTurns, driveNow } from '../../scheduler/drive.ts';
import type { RunPlan } from '../../scheduler/plan.ts';
import { setupOf } from '../../scheduler/plan.ts';
import { Run } from '../../scheduler/run.ts';
import type { SchedulePicker } from '../policies/policy.ts';
import { Divergence } from '../replay/known-choices.ts';

/**
 * On an engine that answers at once. Call it from a macrotask.
 * Whether a run is audited depends on nothing but its schedule, so that the same problems are found whichever schedules
 * were executed before it, in this thread.
 */
export function executeNow(plan: RunPlan, engine: Engine, picker: SchedulePicker, audited: boolean): Run {
  const time = { now: 0 };
  const run = new Run(plan, engine.begin(setupOf(plan, time)) as EngineRun, time, audited);
  picker.attach?.(run);
  try {
    if (audited) audit(() => driveNow(run, picker));
    else driveNow(run, picker);
    finish(run, picker);
  } catch (error) {
    explainFailure(run, error);
  } finally {
    void run.engine.end();
  }
  if (!run.needsAudit) return run;
  picker.restart();
  return executeNow(plan, engine, picker, true);
}

/**
 * Plans whose actors wait for each other's promises: only an audited run can tell that from waiting for the outside.
 * On real servers it costs too much to learn that anew in every run.
 */
const needAudit = new WeakSet<RunPlan>();

/** On any engine; many may be executed at once. */
export async function execute(plan: RunPlan, engine: Engine, picker: SchedulePicker, audited: boolean): Promise<Run> {
  const isAudited = audited || needAudit.has(plan);
  const time = { now: 0 };
  const run = new Run(plan, await engine.begin(setupOf(plan, time)), time, isAudited);
  picker.attach?.(run);
  try {
    await driveInTurns(run, picker);
    finish(run, picker);
  } catch (error) {
    explainFailure(run, error);
  } finally {
    await run.engine.end();
  }
  if (!run.needsAudit) return run;
  needAudit.add(plan);
  picker.restart();
  return execute(plan, engine, picker, true);
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
