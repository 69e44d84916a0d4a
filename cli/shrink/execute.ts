/** Shrinks what a token, a trace or a schedule shows, and says what came out in the form of a result. */
import { record } from '../../harness/explanation/trace.ts';
import { turningPointsOf } from '../../harness/explanation/turning-points.ts';
import type { Engine } from '../../harness/engines/engine.ts';
import { withStandIn } from '../../harness/exploration/execution/stand-in.ts';
import type { Engines } from '../../harness/exploration/cell.ts';
import { cellOfRun } from '../../harness/exploration/replay/cell-of-run.ts';
import { executeOnce } from '../../harness/exploration/replay/execute-once.ts';
import { outcomeOf } from '../../harness/exploration/replay/outcome.ts';
import { SameChoices } from '../../harness/exploration/replay/known-choices.ts';
import { switchesOfRun } from '../../harness/exploration/verdict/exemplar.ts';
import { proveMinimal } from '../../harness/exploration/shrink/prove.ts';
import { reduceScenario } from '../../harness/exploration/shrink/reduction.ts';
import type { Shrunk } from '../../harness/exploration/shrink/shrink.ts';
import { shrink } from '../../harness/exploration/shrink/shrink.ts';
import type { CellResult, Result, ScheduleSize, ShrinkReport } from '../../harness/result.ts';
import type { Anomaly } from '../../harness/scenario.ts';
import { ANOMALIES } from '../../harness/scenario.ts';
import { planRun } from '../../harness/scheduler/plan.ts';
import type { Run } from '../../harness/scheduler/run.ts';
import { CliError } from '../errors.ts';
import { exitCodes } from '../exit-codes.ts';
import { version } from '../package-root.ts';
import { keeperOf, recordedEngine } from '../replay/keep.ts';
import type { Source } from '../replay/source.ts';
import { engineName } from '../replay/engine-name.ts';
import { resolveStrategies } from '../strategies.ts';

export interface ShrinkOptions {
  readonly engines: Engines;
  readonly servers: Result['servers'];
  /** What to keep while everything else goes; null: what the schedule was recorded for, or what it shows first. */
  readonly anomaly: Anomaly | null;
  readonly replaysMax: number | null;
  /** How many executions the proof may take; null for no proof. */
  readonly proofMax: number | null;
  /** The folder for a trace file; null for none. */
  readonly traces: string | null;
}

export interface Finished {
  readonly report: ShrinkReport;
  readonly cell: CellResult;
}

/**
 * When the servers are lost, the embedded engine goes on in their place.
 * @throws CliError when the schedule does not show the anomaly any more
 */
export async function executeShrink(source: Source, options: ShrinkOptions): Promise<Finished> {
  const { engine } = options.engines;
  const finished = await withStandIn(engine, (able) => shrinkOn(able, source, options));
  if (finished === null) throw engine.failure;
  return finished;
}

async function shrinkOn(engine: Engine, source: Source, options: ShrinkOptions): Promise<Finished> {
  const began = performance.now();
  const { engines } = options;
  const { scenario, use, reduction } = source;
  const [strategy] = await resolveStrategies(scenario, [use]);
  const planOf = (reduced: typeof scenario) => planRun(reduced, use.as, strategy!.strategy, strategy!.options);
  const plan = planOf(reduction === undefined ? scenario : reduceScenario(scenario, reduction));
  const replayed = await executeOnce(plan, engine, source.schedule, false);
  const name = engineName({ kind: engine.kind, ...options.servers }, version);
  const { message, shown } = outcomeOf(source, replayed, { name, isOther: engine.kind !== source.engine.kind });
  const anomaly = chooseAnomaly(shown, options.anomaly ?? source.anomaly, message);
  const { indices } = replayed.run;
  const shrunk = await shrink({
    plan: planOf(scenario),
    engine,
    indices,
    anomaly,
    ...(reduction === undefined ? {} : { reduction }),
    ...(options.replaysMax === null ? {} : { replaysMax: options.replaysMax }),
  });
  const proof =
    options.proofMax === null ? null : await proveMinimal({ engine, anomaly, shrunk, executionsMax: options.proofMax });
  const report: ShrinkReport = {
    anomaly,
    before: sizeOf(replayed.run),
    ...outcomeOfShrinking(shrunk),
    ...(proof === null ? {} : { proof }),
  };
  const recorded = await record(shrunk.plan, engine, new SameChoices(shrunk.indices));
  const keep = keeperOf({
    scenario,
    use,
    engine: recordedEngine(engine.kind, options.servers),
    directory: options.traces,
  });
  const cell = cellOfRun({
    recorded,
    head: { strategyTitle: strategy!.strategy.title, engine: engines.on === 'twin' ? 'embedded' : engines.on },
    comparison: null,
    keep: (found) => keep({ ...found, reduction: shrunk.reduction }),
    durationMs: Math.round(performance.now() - began),
  });
  const turningPoints = await turningPointsOf({ plan: shrunk.plan, engine, anomaly, indices: shrunk.indices });
  return { report, cell: withOnly(cell, anomaly, turningPoints) };
}

function chooseAnomaly(shown: readonly Anomaly[], wanted: Anomaly | null, message: string): Anomaly {
  const anomaly = wanted ?? ANOMALIES.find((one) => shown.includes(one)) ?? null;
  if (anomaly !== null && shown.includes(anomaly)) return anomaly;
  const found = shown.length === 0 ? 'no anomaly' : shown.join(', ');
  const fix = shown.length === 0 ? 'name a schedule that fails' : `name one of these with --anomaly`;
  throw new CliError(
    `shrink: the schedule shows ${found}, expected ${anomaly ?? 'one to shrink'}. ${message} Fix: ${fix}`,
    exitCodes.notReproduced,
  );
}

function outcomeOfShrinking({ plan, switches, steps, replays, isCanonical, reduction }: Shrunk) {
  return { after: { ...partsOfScenario(plan.scenario), steps, switches }, replays, isCanonical, reduction };
}

function sizeOf(run: Run): ScheduleSize {
  const faults = run.steps.filter(({ fault, index }) => fault !== null && index < run.observedFrom).length;
  return { ...partsOfScenario(run.plan.scenario), faults, steps: run.observedFrom, switches: switchesOfRun(run) };
}

function partsOfScenario({
  actors,
  faults,
}: Run['plan']['scenario']): Pick<ScheduleSize, 'actors' | 'operations' | 'faults'> {
  return {
    actors: actors.length,
    operations: actors.reduce((sum, { operations }) => sum + operations.length, 0),
    faults: faults.reduce((sum, { atMost }) => sum + atMost, 0),
  };
}

/** The anomaly that was kept, with why it happens; what else the shrunk run shows is beside the point. */
function withOnly(
  cell: CellResult,
  anomaly: Anomaly,
  turningPoints: Awaited<ReturnType<typeof turningPointsOf>>,
): CellResult {
  const found = cell.anomalies[anomaly]!;
  const { counterexample } = found;
  const explained = counterexample === undefined ? {} : { counterexample: { ...counterexample, ...turningPoints } };
  return { ...cell, anomalies: { ...cell.anomalies, [anomaly]: { ...found, ...explained } } };
}
