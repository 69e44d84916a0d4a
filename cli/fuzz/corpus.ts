/** Failures that are kept from session to session: trace files in a folder, executed again before anything else is. */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Engine } from '../../harness/engines/engine.ts';
import type { FoundRun, Kept } from '../../harness/exploration/replay/counterexample.ts';
import { digestOf } from '../../harness/exploration/replay/digest.ts';
import { executeOnce } from '../../harness/exploration/replay/execute-once.ts';
import { essenceOf } from '../../harness/exploration/replay/identity.ts';
import type { TraceFile } from '../../harness/exploration/replay/trace-file.ts';
import { scenarioOfTrace } from '../../harness/exploration/replay/trace-file.ts';
import { fingerprintOf } from '../../harness/exploration/failures/minimise.ts';
import { NO_REDUCTION, reduceScenario } from '../../harness/exploration/shrink/reduction.ts';
import { anomaliesOf } from '../../harness/exploration/execution/twin.ts';
import type { ReplayedFailure } from '../../harness/result.ts';
import type { Scenario, StrategyUse } from '../../harness/scenario.ts';
import { planRun } from '../../harness/scheduler/plan.ts';
import { CliError } from '../errors.ts';
import type { Keeping, WriteFile } from '../replay/keep.ts';
import { quote, traceOf, writeTrace } from '../replay/keep.ts';
import { readTrace } from '../replay/read-trace.ts';
import type { ResolvedStrategy } from '../strategies.ts';
import { withOptions } from '../strategies.ts';
import type { FuzzJob } from './job.ts';

export const DEFAULT_CORPUS = join('.stalemate', 'failures');
/** What scenarios that nobody has written are called. */
export const GENERATED = 'generated';
export const TRACE_SUFFIX = '.trace.json';

export interface SavedFailure {
  readonly file: string;
  readonly fingerprint: string;
  readonly trace: TraceFile & { readonly anomaly: NonNullable<TraceFile['anomaly']> };
}

/**
 * @returns none where there is no such folder
 * @throws CliError with every problem of every file
 */
export async function readCorpus(directory: string): Promise<readonly SavedFailure[]> {
  const failures: SavedFailure[] = [];
  const problems: string[] = [];
  for (const name of await filesIn(directory)) {
    const file = join(directory, name);
    try {
      const trace = await readTrace(file);
      if (!showsAnomaly(trace)) continue;
      const fingerprint = fingerprintOf(trace.strategy.as, trace.anomaly, trace.schedule);
      failures.push({ file, fingerprint, trace });
    } catch (error) {
      if (!(error instanceof CliError)) throw error;
      problems.push(error.message);
    }
  }
  if (problems.length > 0)
    throw new CliError(
      `${problems.join('\n')}\nSaved failures are executed first. Fix: mend these files, or delete them.`,
    );
  return failures;
}

/** Those of a cell: what belongs to others need not travel with it. */
export function savedOf(
  cell: { readonly scenario?: Pick<Scenario, 'name'>; readonly use: Pick<StrategyUse, 'as'> },
  saved: readonly SavedFailure[],
): SavedFailure[] {
  const name = cell.scenario?.name ?? GENERATED;
  return saved.filter(({ trace }) => trace.scenario.name === name && trace.strategy.as === cell.use.as);
}

/** Executes those that belong to the cell. A failure that does not show any more is kept: it may come back. */
export async function replaySaved(
  { scenario, strategy }: FuzzJob,
  engine: Engine,
  saved: readonly SavedFailure[],
  isKnown: (fingerprint: string) => boolean,
): Promise<readonly ReplayedFailure[]> {
  const replayed: ReplayedFailure[] = [];
  for (const { file, fingerprint, trace } of savedOf({ scenario, use: strategy.use }, saved)) {
    const isSame = digestOf(essenceOf(scenario, strategy.use)) === trace.scenarioDigest;
    const outcome: Outcome = isSame
      ? await replayOne(scenario, strategy, engine, trace)
      : { outcome: 'scenario changed', because: `see what with: npx stalemate replay ${file}` };
    replayed.push({ file, fingerprint, anomaly: trace.anomaly, isNew: !isKnown(fingerprint), ...outcome });
  }
  return replayed;
}

/** The same for scenarios that nobody has written: a trace holds all of it. */
export async function replayGenerated(
  strategy: ResolvedStrategy,
  engine: Engine,
  saved: readonly SavedFailure[],
  isKnown: (fingerprint: string) => boolean,
): Promise<readonly ReplayedFailure[]> {
  const replayed: ReplayedFailure[] = [];
  for (const { file, fingerprint, trace } of savedOf({ use: strategy.use }, saved)) {
    const use = { ...strategy.use, with: trace.strategy.with };
    const scenario = scenarioOfTrace(trace, use);
    const outcome = await replayOne(scenario, withOptions(strategy, use), engine, trace);
    replayed.push({ file, fingerprint, anomaly: trace.anomaly, isNew: !isKnown(fingerprint), ...outcome });
  }
  return replayed;
}

type Outcome = Pick<ReplayedFailure, 'outcome' | 'because'>;

async function replayOne(
  scenario: Scenario,
  { use, strategy, options }: ResolvedStrategy,
  engine: Engine,
  { reduction = NO_REDUCTION, schedule, anomaly }: SavedFailure['trace'],
): Promise<Outcome> {
  const plan = planRun(reduceScenario(scenario, reduction), use.as, strategy, options);
  const { run, parting } = await executeOnce(plan, engine, schedule, false);
  if (parting !== null) {
    const because = `step ${parting.step}: expected ${parting.expected}, got ${parting.got}`;
    return { outcome: 'does not fail any more', because };
  }
  const isShown = run.problem === null && anomaliesOf(run).includes(anomaly);
  return { outcome: isShown ? 'still fails' : 'does not fail any more' };
}

/** Each failure in a file of its own, which the same failure writes again. */
export function keepInCorpus(
  directory: string,
  keeping: Omit<Keeping, 'directory'>,
  write: WriteFile,
): (found: FoundRun, fingerprint: string) => Kept {
  const { scenario, use } = keeping;
  return (found, fingerprint) => {
    const name = `${scenario.name}-${use.as}-${found.anomaly}-${fingerprint}${TRACE_SUFFIX}`;
    const trace = traceOf(keeping, found);
    const traceFile = writeTrace(directory, trace, name, write);
    return { token: trace.token, replay: `npx stalemate replay ${quote(traceFile)}`, traceFile, recording: trace };
  };
}

async function filesIn(directory: string): Promise<string[]> {
  try {
    return (await readdir(directory)).filter((name) => name.endsWith(TRACE_SUFFIX)).sort();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw new CliError(`--corpus ${directory}: ${(error as Error).message}. Fix: name a folder`);
  }
}

function showsAnomaly(trace: TraceFile): trace is SavedFailure['trace'] {
  return trace.anomaly !== null;
}
