/** What a session of fuzzing has to do, cell by cell: scenarios of files, or strategies to make scenarios for. */
import { resolve } from 'node:path';
import type { ServerNeeds } from '../../harness/engines/real/servers.ts';
import { NO_NEEDS } from '../../harness/engines/real/servers.ts';
import type { CellResult } from '../../harness/result.ts';
import type { ExplorePlan, StrategyUse } from '../../harness/scenario.ts';
import { resolveExplore } from '../../scenarios/resolve.ts';
import { isModulePath, nameStrategy } from '../../scenarios/strategy-name.ts';
import { didYouMean } from '../../scenarios/words.ts';
import { needsOf } from '../engines.ts';
import { CliError } from '../errors.ts';
import type { Session } from '../execute.ts';
import { selectScenarios, withSchedules } from '../load-scenarios.ts';
import { catalogue, type ResolvedStrategy, resolveStrategies } from '../strategies.ts';
import type { Budget } from './budget.ts';
import { GENERATED } from './corpus.ts';
import type { FuzzContext, FuzzJob } from './job.ts';
import { forFuzzing, fuzzJob } from './job.ts';

/** One cell of the matrix: a scenario under a strategy, or a strategy in scenarios that are made up. */
export type FuzzCell =
  | ({ readonly kind: 'file' } & FuzzJob)
  | { readonly kind: 'generated'; readonly strategy: ResolvedStrategy; readonly explore: ExplorePlan };

export interface FuzzTasks {
  readonly cells: readonly FuzzCell[];
  /** Of all their scenarios. */
  readonly needs: ServerNeeds;
}

export interface FuzzChoices {
  readonly policy: ExplorePlan['policy'];
  /** Null: that of the file, or the default. */
  readonly seed: number | null;
}

/** @throws CliError with every problem of every file, or when nothing is selected */
export async function tasksOfFiles(
  patterns: readonly string[],
  strategyNames: readonly string[],
  { policy, seed }: FuzzChoices,
): Promise<FuzzTasks> {
  const cells: FuzzCell[] = [];
  const selected = withSchedules(await selectScenarios(patterns, strategyNames), 'fuzz');
  for (const { scenario, uses } of selected) {
    for (const strategy of await resolveStrategies(scenario, uses)) {
      cells.push({ kind: 'file', scenario: forFuzzing(scenario, policy, seed), strategy });
    }
  }
  return { cells, needs: needsOf(selected.map(({ scenario }) => scenario)) };
}

/**
 * @param strategyNames built-in ones, or paths of modules; all built-in ones when empty
 * @throws CliError for those that there are not
 */
export async function tasksOfGenerated(
  strategyNames: readonly string[],
  { policy, seed }: FuzzChoices,
): Promise<FuzzTasks> {
  const names = strategyNames.length === 0 ? catalogue.names : strategyNames;
  const strategies = await resolveStrategies(
    { file: '--strategy', actors: [], rows: {}, replicas: 0, strategies: [], faults: [] },
    names.map(useOf),
  );
  const explore = { ...resolveExplore({}), policy, ...(seed === null ? {} : { seed }) };
  const cells = strategies.map((strategy): FuzzCell => ({ kind: 'generated', strategy, explore }));
  return { cells, needs: NO_NEEDS };
}

export function nameOfCell(cell: FuzzCell): string {
  return `${cell.strategy.use.as} × ${cell.kind === 'file' ? cell.scenario.name : GENERATED}`;
}

export async function fuzzCellOf(
  cell: FuzzCell,
  session: Session,
  budget: Budget,
  context: FuzzContext,
): Promise<CellResult> {
  if (cell.kind === 'file') return fuzzJob(cell, session, budget, context);
  // fast-check takes a while to load, and no other command needs it.
  const { fuzzGenerated } = await import('./generated/job.ts');
  return fuzzGenerated(cell, session, budget, context);
}

function useOf(name: string): StrategyUse {
  if (isModulePath(name)) return { use: resolve(name), as: nameStrategy(name)!.as, with: {} };
  if (catalogue.find(name) !== undefined) return { use: name, as: name, with: {} };
  const fix = didYouMean(name, catalogue.names, 'name a built-in strategy, or the path of a module');
  throw new CliError(`--strategy: found "${name}", which is no strategy. Fix: ${fix}`);
}
