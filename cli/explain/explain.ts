/** What is told of one strategy: its steps, its race, and what it shows in the standard scenarios. */
import { join } from 'node:path';
import { glob } from 'tinyglobby';
import type { AnomalyResult, CellResult, Result } from '../../harness/result.ts';
import type { Anomaly, Scenario } from '../../harness/scenario.ts';
import type { Job } from '../execute.ts';
import { executeJobs, resultOf } from '../execute.ts';
import { openEngines } from '../engines.ts';
import { selectScenarios } from '../load-scenarios.ts';
import { packageRoot } from '../package-root.ts';
import { keeperOf, recordedEngine } from '../replay/keep.ts';
import { isModulePath } from '../../scenarios/strategy-name.ts';
import { nearest } from '../../scenarios/words.ts';
import { CliError } from '../errors.ts';
import type { ResolvedStrategy } from '../strategies.ts';
import { catalogue, resolveStrategies } from '../strategies.ts';
import type { Performance } from './alone.ts';
import { performancesOf } from './alone.ts';
import { headCommentOf } from './head-comment.ts';

export interface Explanation {
  readonly strategy: ResolvedStrategy;
  /** What the head of its file says, or null. */
  readonly race: string | null;
  readonly performances: readonly Performance[];
  readonly result: Result;
  /** The files of what was explored, then of the scenarios that show a point of it. */
  readonly scenarios: readonly string[];
}

/** More than any counterexample here has. */
const STEPS_ENOUGH = 1000;
const LIBRARY = join(packageRoot, 'scenarios');

/**
 * @param name a built-in strategy, or the path of a module
 * @throws CliError when there is no such strategy
 */
export async function explainStrategy(name: string, threads: number): Promise<Explanation> {
  const cells = await cellsOf(name);
  const { scenario, strategy } = cells[0]!;
  const engines = await openEngines({ on: 'embedded' }, () => {});
  const engine = recordedEngine(engines.engines.engine.kind, engines.servers);
  const jobs = cells.map((cell): Job => {
    return { ...cell, keep: keeperOf({ scenario: cell.scenario, use: cell.strategy.use, engine, directory: null }) };
  });
  const outcome = await executeJobs(jobs, engines.engines, false, threads);
  if (outcome.error !== undefined) throw outcome.error;
  return {
    strategy,
    race: await headCommentOf(strategy.use.use),
    performances: await performancesOf(scenario, strategy),
    result: resultOf(outcome, engines),
    scenarios: [...cells.map(({ scenario: { file } }) => file), ...(await patternsOf(name))],
  };
}

/** The scenarios that show a point of this strategy, under whatever name. */
async function patternsOf(name: string): Promise<string[]> {
  const selected = await selectScenarios([join(LIBRARY, 'patterns'), join(LIBRARY, 'anomalies')], []);
  return selected.filter(({ uses }) => uses.some(({ use }) => use === name)).map(({ scenario: { file } }) => file);
}

/** The standard scenarios; for a strategy that needs more than those have, whatever names it. */
async function cellsOf(name: string): Promise<{ scenario: Scenario; strategy: ResolvedStrategy }[]> {
  if (!isModulePath(name) && !catalogue.names.includes(name)) throw new CliError(unknownStrategy(name));
  const files = await glob('{*,{standard,patterns,anomalies}/*}.yaml', { cwd: LIBRARY, absolute: true });
  const selected = await selectScenarios(files.toSorted(), [name]);
  const standard = selected.filter(({ scenario }) => scenario.tags.includes('standard'));
  const chosen = standard.length > 0 ? standard : selected;
  const cells: { scenario: Scenario; strategy: ResolvedStrategy }[] = [];
  for (const { scenario, uses } of chosen) {
    const [strategy] = await resolveStrategies(scenario, uses);
    if (strategy !== undefined) cells.push({ scenario, strategy });
  }
  return cells;
}

function unknownStrategy(name: string): string {
  const near = nearest(name, catalogue.names);
  const hint = near === null ? '`stalemate list strategies` names them' : `did you mean ${near}?`;
  return `explain: found ${name}, expected a built-in strategy, or the path of a file such as ./mine.ts. Fix: ${hint}`;
}

/** `stale-read 6, stale-at-rest 332`, or why it is not known; null: no schedule shows anything. */
export function anomaliesText({ anomalies, problems }: CellResult): string | null {
  if (problems.length > 0) return `no verdict: ${problems[0]!.message}`;
  const shown = Object.entries(anomalies).filter(([, { schedules }]) => schedules > 0);
  return shown.map(([anomaly, { schedules }]) => `${anomaly} ${schedules}`).join(', ') || null;
}

export interface Shortest {
  readonly cell: CellResult;
  readonly anomaly: Anomaly;
  readonly result: AnomalyResult;
}

/** Of all that it shows, the counterexample with the fewest steps; one that needs no fault comes before all that do. */
export function shortestOf({ results }: Result): Shortest | null {
  const all = results.flatMap((cell) =>
    Object.entries(cell.anomalies).map(([anomaly, result]) => ({ cell, anomaly: anomaly as Anomaly, result })),
  );
  const length = ({ result: { counterexample } }: Shortest): number => {
    if (counterexample === undefined) return Infinity;
    const hasFault = counterexample.trace.steps.some(({ store }) => store === 'fault');
    return counterexample.steps.length + (hasFault ? STEPS_ENOUGH : 0);
  };
  return all.filter((shown) => length(shown) < Infinity).toSorted((a, b) => length(a) - length(b))[0] ?? null;
}
