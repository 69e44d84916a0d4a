/** Runs cells one after the other and puts their results together; whatever ends it early, what is done stays. */
import type { CellOptions, CellProgress, Engines } from '../harness/exploration/cell.ts';
import { exploreCell, failureOf } from '../harness/exploration/cell.ts';
import { worst } from '../harness/exploration/verdict/expectations.ts';
import type { Shard } from '../harness/exploration/division/shard.ts';
import type { CellResult, Result, Verdict } from '../harness/result.ts';
import { RESULT_SCHEMA_VERSION } from '../harness/result.ts';
import type { Scenario } from '../harness/scenario.ts';
import { planRun } from '../harness/scheduler/plan.ts';
import { exploreTimedCell } from '../harness/timed/cell.ts';
import { differencesOf } from '../harness/timed/summary.ts';
import { planTimed } from '../harness/timed/timed-run.ts';
import { enginesFor, type OpenEngines } from './engines.ts';
import { explainError } from './errors.ts';
import { exitCodes } from './exit-codes.ts';
import { listenForInterruption } from './interruption.ts';
import { version } from './package-root.ts';
import { Progress } from './progress.ts';
import type { ResolvedStrategy } from './strategies.ts';
import { judgeShard, judgeWhole, verdictOf } from './verdict.ts';
import { Workers } from './workers.ts';

export interface Job {
  readonly scenario: Scenario;
  readonly strategy: ResolvedStrategy;
  readonly keep: CellOptions['keep'];
}

export interface Outcome {
  readonly results: readonly CellResult[];
  /** The first Ctrl-C came before all jobs were done. */
  readonly isInterrupted: boolean;
  /** What ended the work, when it was an error. */
  readonly error: unknown;
}

/**
 * @param threads how many to explore with, the main thread among them; results do not depend on it
 * @param shard which part of each job to do; null for the whole
 */
export async function executeJobs(
  jobs: readonly Job[],
  engines: Engines,
  isSilent: boolean,
  threads: number,
  shard: Shard | null = null,
): Promise<Outcome> {
  const tasks = jobs.map((job) => (session: Session) => executeJob(job, engines, shard, session));
  return inSession(tasks, engines, isSilent, threads);
}

/** What the cells of a command share. */
export interface Session {
  readonly workers: Workers;
  readonly progress: Progress;
  /** Ctrl-C was pressed, or an engine has failed. */
  readonly shouldStop: () => boolean;
}

/** Explores one cell; null when that turned out not to be needed. */
export type CellTask = (session: Session) => Promise<CellResult | null>;

export async function inSession(
  tasks: readonly CellTask[],
  engines: Engines,
  isSilent: boolean,
  threads: number,
): Promise<Outcome> {
  const workers = new Workers(threads - 1);
  const progress = new Progress(tasks.length, isSilent);
  const results: CellResult[] = [];
  const interruption = listenForInterruption();
  const shouldStop = (): boolean => interruption.isAsked || failureOf(engines) !== null;
  let error: unknown;
  try {
    for (const task of tasks) {
      if (shouldStop()) break;
      const result = await task({ workers, progress, shouldStop });
      if (result !== null) results.push(result);
    }
    error = failureOf(engines) ?? undefined;
  } catch (thrown) {
    // What broke while a server was going away is its echo.
    error = failureOf(engines) ?? thrown;
  } finally {
    interruption.end();
    progress.end();
    await workers.close();
  }
  return { results, isInterrupted: interruption.isAsked, error };
}

async function executeJob(
  job: Job,
  engines: Engines,
  shard: Shard | null,
  { workers, progress, shouldStop }: Session,
): Promise<CellResult> {
  const { scenario, strategy } = job;
  const began = performance.now();
  progress.beginCell(`${strategy.use.as} × ${scenario.name}`);
  if (scenario.timed !== undefined)
    return executeTimedJob(job, scenario.timed, engines, { workers, progress, shouldStop });
  const helpers = workers.helpersFor({ scenario, use: strategy.use });
  const plan = planRun(scenario, strategy.use.as, strategy.strategy, strategy.options);
  const result = await exploreCell({
    plan,
    strategyTitle: strategy.strategy.title,
    engines: enginesFor(plan, engines),
    shard,
    ...(helpers === undefined ? {} : { helpers }),
    keep: job.keep,
    onProgress: (state) => progress.update(state),
    shouldStop,
    elapsedMs: () => performance.now() - began,
  });
  progress.endCell(result.schedules.executed);
  return result;
}

async function executeTimedJob(
  { scenario, strategy }: Job,
  timed: NonNullable<Scenario['timed']>,
  engines: Engines,
  { workers, progress, shouldStop }: Session,
): Promise<CellResult> {
  const result = await exploreLoad(
    { scenario, strategy },
    timed,
    engines,
    { workers, shouldStop },
    progress.update.bind(progress),
  );
  progress.endCell(result.schedules.executed);
  return result;
}

/** One strategy under a load, with the help of the workers. */
export async function exploreLoad(
  { scenario, strategy }: Omit<Job, 'keep'>,
  { timing, load }: NonNullable<Scenario['timed']>,
  engines: Engines,
  { workers, shouldStop }: Pick<Session, 'workers' | 'shouldStop'>,
  onProgress: (progress: CellProgress) => void,
): Promise<CellResult> {
  const began = performance.now();
  const plan = planRun(scenario, strategy.use.as, strategy.strategy, strategy.options);
  return exploreTimedCell({
    timed: planTimed(plan, timing, load),
    strategyTitle: strategy.strategy.title,
    engines: enginesFor(plan, engines),
    helpers: workers.simulatorsFor({ scenario, use: strategy.use }),
    onProgress: (state) => {
      if (shouldStop()) workers.stop();
      onProgress(state);
    },
    shouldStop,
    elapsedMs: () => performance.now() - began,
  });
}

/**
 * @param judge what a cell of a whole run comes to
 * @param shard which part of the work it was; null for the whole
 */
export function resultOf(
  outcome: Outcome,
  engines: Pick<OpenEngines, 'servers' | 'unconfirmed'>,
  judge: (cell: CellResult) => Verdict = verdictOf,
  shard: Shard | null = null,
): Result {
  const { results, isInterrupted, error } = outcome;
  const judged = shard === null ? judgeWhole(results, judge) : judgeShard(results);
  const differences = differencesOf(results);
  const isPartial = isInterrupted || error !== undefined;
  const unconfirmed = [...engines.unconfirmed];
  if (isInterrupted) unconfirmed.push('Interrupted: this is a part of what was asked for.');
  if (error !== undefined) unconfirmed.push('Ended early by an error: this is a part of what was asked for.');
  return {
    schemaVersion: RESULT_SCHEMA_VERSION,
    stalemate: version,
    verdict: isPartial ? worst([judged.verdict, 'inconclusive']) : judged.verdict,
    exitCode: exitCodeOfOutcome(outcome) ?? judged.exitCode,
    servers: engines.servers,
    unconfirmed,
    ...(shard === null ? {} : { shard }),
    results,
    ...(differences.length === 0 ? {} : { differences }),
  };
}

/** Null where the verdict decides. */
function exitCodeOfOutcome({ error, isInterrupted }: Outcome): number | null {
  if (error !== undefined) return explainError(error).exitCode;
  return isInterrupted ? exitCodes.interrupted : null;
}
