/** Executes what `explore` asks for: many schedules, or one that is replayed. */
import { exploreCell, expectationsOf, failureOf } from '../harness/exploration/cell.ts';
import type { FoundRun, Kept } from '../harness/exploration/replay/counterexample.ts';
import { identityOf } from '../harness/exploration/replay/identity.ts';
import type { CellResult, ExpectationResult, Result } from '../harness/result.ts';
import { ANOMALIES, type Scenario } from '../harness/scenario.ts';
import { planRun } from '../harness/scheduler/plan.ts';
import { enginesFor, needsOf, openEngines, type OpenEngines } from '../cli/engines.ts';
import { explainError } from '../cli/errors.ts';
import { exploreLoad, resultOf } from '../cli/execute.ts';
import { exitCodes } from '../cli/exit-codes.ts';
import { executeReplay } from '../cli/replay/execute.ts';
import { exitCodeOfReplay, verdictOfReplay } from '../cli/replay/judge.ts';
import { keeperOf, recordedEngine } from '../cli/replay/keep.ts';
import { decodeTokenOrExplain, sourceOfCell } from '../cli/replay/source.ts';
import { INLINE, resolveStrategies, type ResolvedStrategy } from '../cli/strategies.ts';
import { say } from '../cli/terminal.ts';
import { Workers } from '../cli/workers.ts';
import { renderHtml } from '../reports/html/write.ts';
import { alternativesOf } from '../cli/side-by-side/alternatives.ts';
import type { Caller } from './caller.ts';
import { ExploreError } from './errors.ts';
import { type Exploration, explorationOf } from './exploration.ts';
import type { ExploreOptions } from './options.ts';
import { prepare, type Prepared } from './prepare.ts';
import { refuseFakeTimers, rerunCommand } from './runner.ts';

const ON_EMBEDDED =
  "Nothing was confirmed on real servers: explore() ran on the embedded engine. `on: 'twin'` confirms.";

export async function run(options: ExploreOptions, caller: Caller): Promise<Exploration> {
  refuseFakeTimers();
  try {
    const prepared = await prepare(options, caller);
    const { scenario, use, own } = prepared;
    const [strategy] = await resolveStrategies({ ...scenario, strategies: [use] }, [use], own);
    const job: Job = { prepared, strategy: strategy!, caller };
    const engines = await openEngines({ on: options.on ?? 'embedded' }, say, needsOf([scenario]));
    try {
      const token = tokenFor(options, prepared);
      return await (token === null ? exploreOn(engines, job) : replayOn(engines, job, token));
    } finally {
      await engines.close().catch(() => {});
    }
  } catch (error) {
    throw forPeople(error);
  }
}

interface Job {
  readonly prepared: Prepared;
  readonly strategy: ResolvedStrategy;
  readonly caller: Caller;
}

/** A bug of ours keeps its stack. */
function forPeople(error: unknown): unknown {
  if (error instanceof ExploreError) return error;
  const { text, exitCode } = explainError(error);
  return exitCode === exitCodes.internal && (error as Error)?.name !== 'ServerLost' ? error : new ExploreError(text);
}

/** Null: everything is to be explored. A token of the environment is meant for the cell that it was made of, and no other. */
function tokenFor({ replay }: ExploreOptions, { scenario, use }: Prepared): string | null {
  const text = replay ?? process.env['STALEMATE_REPLAY'];
  if (text === undefined || text === '') return null;
  const isMeant = decodeTokenOrExplain(text).identity.content.equals(identityOf(scenario, use).content);
  return isMeant || replay !== undefined ? text : null;
}

async function exploreOn(engines: OpenEngines, { prepared, strategy, caller }: Job): Promise<Exploration> {
  const { scenario, use } = prepared;
  const nevers = ANOMALIES.map((anomaly) => ({ strategy: use.as, anomaly, is: 'never' as const, line: 0 }));
  const judged: Scenario = { ...scenario, expect: [...scenario.expect, ...nevers] };
  const whole = await exploreJudged(engines, judged, { prepared, strategy, caller });
  const failure = failureOf(engines.engines);
  if (failure !== null) throw failure;
  const own = expectationsOf(scenario.expect, use.as).length;
  const cell = { ...whole, expectations: whole.expectations.slice(0, own) };
  const result = resultOf({ results: [cell], isInterrupted: false, error: undefined }, noted(engines));
  return finish(result, whole.expectations.slice(own).map(whereJudged(scenario)));
}

async function exploreJudged(engines: OpenEngines, scenario: Scenario, job: Job): Promise<CellResult> {
  const { strategy } = job;
  if (scenario.timed !== undefined) {
    const session = { workers: new Workers(0), shouldStop: () => failureOf(engines.engines) !== null };
    return exploreLoad({ scenario, strategy }, scenario.timed, engines.engines, session, () => {});
  }
  const began = performance.now();
  const plan = planRun(scenario, strategy.use.as, strategy.strategy, strategy.options);
  return exploreCell({
    plan,
    strategyTitle: strategy.strategy.title,
    engines: enginesFor(plan, engines.engines),
    shard: null,
    keep: keepOf(engines, job),
    onProgress: () => {},
    shouldStop: () => false,
    elapsedMs: () => performance.now() - began,
  });
}

/** What nobody looked for is not known. */
function whereJudged({ herdMax }: Scenario): (never: ExpectationResult) => ExpectationResult {
  return (never) =>
    never.anomaly === 'thundering-herd' && herdMax === undefined
      ? { ...never, verdict: 'inconclusive', because: 'the scenario says no `herd_max`, so herds were not judged' }
      : never;
}

async function replayOn(engines: OpenEngines, job: Job, text: string): Promise<Exploration> {
  const { scenario, use, own } = job.prepared;
  const token = decodeTokenOrExplain(text);
  const isChanged = !token.identity.content.equals(identityOf(scenario, use).content);
  const source = sourceOfCell(text, token, { scenario, use, isChanged });
  const { engines: open, servers } = engines;
  const { report, cell } = await executeReplay(source, {
    engines: open,
    servers,
    isLenient: false,
    own,
    keep: keepOf(engines, job),
  });
  const failure = failureOf(open);
  if (failure !== null) throw failure;
  const exitCode = exitCodeOfReplay(report);
  const whole = resultOf({ results: [cell], isInterrupted: false, error: undefined }, noted(engines));
  return finish({ ...whole, exitCode, verdict: verdictOfReplay(exitCode), replay: report }, []);
}

function noted(engines: OpenEngines): OpenEngines {
  return engines.engines.on === 'embedded' ? { ...engines, unconfirmed: [ON_EMBEDDED] } : engines;
}

/** Where the command line would not find scenario and strategy, the test is what can be run again. */
function keepOf({ engines, servers }: OpenEngines, { prepared, caller }: Job): (found: FoundRun) => Kept {
  const { scenario, use, isInFile } = prepared;
  const engine = recordedEngine(engines.engine.kind, servers);
  const keep = keeperOf({ scenario, use, engine, directory: null });
  if (isInFile) return keep;
  return (found) => {
    const { regression, ...kept } = keep(found);
    const again = { ...kept, replay: rerunCommand(kept.token!, caller.file) };
    return regression === undefined || use.use.startsWith(INLINE) ? again : { ...again, regression };
  };
}

async function finish(result: Result, nevers: readonly ExpectationResult[]): Promise<Exploration> {
  const html = await renderHtml(result, { alternatives: await alternativesOf(result) });
  return explorationOf({ result, nevers, html });
}
