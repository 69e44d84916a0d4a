/** Executes what is to be replayed: once on one engine, or once on each of both. */
import type { Engine } from '../../harness/engines/engine.ts';
import type { RecordedRun } from '../../harness/explanation/trace.ts';
import type { Engines } from '../../harness/exploration/cell.ts';
import { cellOfRun } from '../../harness/exploration/replay/cell-of-run.ts';
import type { FoundRun, Kept } from '../../harness/exploration/replay/counterexample.ts';
import { executeOnce } from '../../harness/exploration/replay/execute-once.ts';
import type { Replayed } from '../../harness/exploration/replay/execute-once.ts';
import { outcomeOf } from '../../harness/exploration/replay/outcome.ts';
import { recordedSchedule } from '../../harness/exploration/replay/recorded-schedule.ts';
import { reduceScenario } from '../../harness/exploration/shrink/reduction.ts';
import { hasFailed } from '../../harness/exploration/execution/stand-in.ts';
import type { Comparison } from '../../harness/exploration/execution/twin.ts';
import { comparisonOf } from '../../harness/exploration/execution/twin.ts';
import type { CellResult, ReplayReport, Result } from '../../harness/result.ts';
import type { RunPlan } from '../../harness/scheduler/plan.ts';
import { planRun } from '../../harness/scheduler/plan.ts';
import { version } from '../package-root.ts';
import { type OwnStrategies, resolveStrategies } from '../strategies.ts';
import { keeperOf, recordedEngine } from './keep.ts';
import type { Source } from './source.ts';
import { engineName } from './engine-name.ts';

export interface ReplayOptions {
  readonly engines: Engines;
  readonly servers: Result['servers'];
  readonly isLenient: boolean;
  /** Where the strategy is no built-in one and no module. */
  readonly own?: OwnStrategies;
  /** In place of how the command line keeps a run. */
  readonly keep?: (found: FoundRun) => Kept;
}

export interface Finished {
  readonly report: ReplayReport;
  readonly cell: CellResult;
  readonly recorded: RecordedRun;
}

export async function executeReplay(source: Source, options: ReplayOptions): Promise<Finished> {
  const began = performance.now();
  const { engines, servers } = options;
  const { scenario, use, reduction } = source;
  const executed = reduction === undefined ? scenario : reduceScenario(scenario, reduction);
  const [strategy] = await resolveStrategies(executed, [use], options.own);
  const plan = planRun(executed, use.as, strategy!.strategy, strategy!.options);
  const replayed = await executeOnce(plan, engines.engine, source.schedule, options.isLenient);
  const engine = describe(source, engines.engine, servers);
  const first = outcomeOf(source, replayed, engine);
  // What ended early on the one has nothing to be compared with on the other.
  const isWhole = replayed.run.problem === null;
  const twin =
    engines.on === 'twin' && isWhole ? await onRealToo(plan, replayed, engines.real, engine.name, servers) : null;
  const cell = cellOfRun({
    recorded: replayed,
    head: { strategyTitle: strategy!.strategy.title, engine: engines.on },
    comparison: twin?.comparison ?? null,
    keep: (found) => {
      const recorded = recordedEngine(engines.engine.kind, servers);
      const reduced = reduction === undefined ? {} : { reduction };
      const keep = options.keep ?? keeperOf({ scenario, use, engine: recorded, directory: null });
      return keep({ ...found, ...reduced });
    },
    durationMs: Math.round(performance.now() - began),
  });
  return { report: twin === null ? first : both(first, twin.report), cell, recorded: replayed };
}

/** Does on the real servers what the embedded engine has just done. Null when they are lost. */
async function onRealToo(
  plan: RunPlan,
  embedded: Replayed,
  real: Engine,
  recordedOn: string,
  servers: Result['servers'],
): Promise<{ report: ReplayReport; comparison: Comparison } | null> {
  const schedule = recordedSchedule(embedded);
  const replayed = await executeOnce(plan, real, schedule, false).catch((error: unknown) =>
    hasFailed(real) ? null : Promise.reject(error),
  );
  if (replayed === null) return null;
  const recorded = { anomaly: null, schedule, recordedOn, isChanged: false, scenarioChanges: [], notes: [] };
  const name = engineName({ kind: 'real', redis: servers.redis, mysql: servers.mysql }, version);
  return {
    report: outcomeOf(recorded, replayed, { name, isOther: true }),
    comparison: comparisonOf(embedded.run.indices, embedded.run, replayed.run),
  };
}

/** What happened on the embedded engine, unless the real servers did something else. */
function both(embedded: ReplayReport, real: ReplayReport): ReplayReport {
  const replayedOn = `${embedded.replayedOn}, then ${real.replayedOn}`;
  if (real.execution !== 'engine-differs' && real.execution !== 'no-verdict') return { ...embedded, replayedOn };
  const { outcome, execution, message, difference } = real;
  return { ...embedded, outcome, execution, message, difference, replayedOn };
}

function describe({ engine }: Source, { kind }: Engine, { redis, mysql }: Result['servers']) {
  const isUnknown = engine.stalemate === null;
  const isSameVersion =
    kind === 'embedded' ? engine.stalemate === version : engine.redis === redis && engine.mysql === mysql;
  return {
    name: engineName({ kind, redis, mysql }, version),
    isOther: kind !== engine.kind || !(isUnknown || isSameVersion),
  };
}
