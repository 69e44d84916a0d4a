/** `run`, once: from the files to cells, and from cells to a result that has been shown. */
import type { ServerNeeds } from '../../harness/engines/real/servers.ts';
import type { Result } from '../../harness/result.ts';
import { needsOf, type OpenEngines } from '../engines.ts';
import { CliError } from '../errors.ts';
import { executeJobs, type Job, resultOf } from '../execute.ts';
import { exitCodes } from '../exit-codes.ts';
import { override, type SelectedScenario, selectScenarios } from '../load-scenarios.ts';
import { withPolicy } from '../policy-options.ts';
import { present } from '../present.ts';
import { profilesOf } from '../probe/profiles.ts';
import { keeperOf, recordedEngine } from '../replay/keep.ts';
import { resolveStrategies } from '../strategies.ts';
import { verdictOf } from '../verdict.ts';
import type { Order } from './order.ts';

export type Cells = readonly Omit<Job, 'keep'>[];

/** @throws CliError with every problem of the files */
export async function cellsOf(order: Order): Promise<Cells> {
  return cellsIn(order, await selectScenarios(order.patterns, order.strategies));
}

/** @throws CliError with every problem of the strategies */
export async function cellsIn(order: Order, selected: readonly SelectedScenario[]): Promise<Cells> {
  const { policy, seed, runs, shard } = order;
  const cells: Omit<Job, 'keep'>[] = [];
  for (const { scenario: inFile, uses } of selected) {
    const scenario = override(withPolicy(inFile, policy), seed, runs);
    const strategies = await resolveStrategies(scenario, uses);
    cells.push(...strategies.map((strategy) => ({ scenario, strategy })));
  }
  const loaded = cells.find(({ scenario }) => scenario.timed !== undefined);
  if (shard !== null && loaded !== undefined) {
    throw new CliError(
      `--shard: found it beside policy \`timed\` of ${loaded.scenario.file}, whose figures are estimated from all runs together. Fix: leave it out; --workers shares the runs out`,
    );
  }
  if (cells.length === 0) throw new CliError('nothing is left to run', exitCodes.noMatch);
  return cells;
}

export function needsOfCells(cells: Cells): ServerNeeds {
  return needsOf(cells.map(({ scenario }) => scenario));
}

/** Executes the cells and shows what came out, in each form that was asked for. */
export async function execute(order: Order, cells: Cells, engines: OpenEngines): Promise<Result> {
  const { reporting, shard, threads, traces: directory } = order;
  const engine = recordedEngine(engines.engines.engine.kind, engines.servers);
  const jobs = cells.map((cell): Job => {
    return { ...cell, keep: keeperOf({ scenario: cell.scenario, use: cell.strategy.use, engine, directory }) };
  });
  const outcome = await executeJobs(jobs, engines.engines, false, threads, shard);
  const profiles = profilesOf(cells.map(({ scenario }) => scenario));
  const result = { ...resultOf(outcome, engines, verdictOf, shard), ...(profiles.length === 0 ? {} : { profiles }) };
  await present(result, { reporting, error: outcome.error });
  return result;
}
