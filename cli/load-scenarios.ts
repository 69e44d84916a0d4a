/** From the words on the command line to scenarios, ready to run. */
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Scenario, StrategyUse } from '../harness/scenario.ts';
import { strategiesAtLine } from '../scenarios/at-line.ts';
import { isModulePath, nameStrategy } from '../scenarios/strategy-name.ts';
import { findScenarios } from '../scenarios/find.ts';
import { formatProblem, loadScenarioFile } from '../scenarios/load.ts';
import { CliError } from './errors.ts';
import { exitCodes } from './exit-codes.ts';
import { catalogue } from './strategies.ts';
import { say } from './terminal.ts';

export interface SelectedScenario {
  readonly scenario: Scenario;
  /** The strategies to run it under: all of the file, or those that the command line names. */
  readonly uses: readonly StrategyUse[];
}

/**
 * @param strategyNames names in the files, or modules of the user: those are tried in each scenario, which need not name them
 * @throws CliError with every problem of every file, exit code 2; or exit code 4 when nothing is selected
 */
export async function selectScenarios(
  patterns: readonly string[],
  strategyNames: readonly string[],
): Promise<SelectedScenario[]> {
  const found = await findScenarios(patterns.length === 0 ? ['scenarios'] : patterns);
  const modules = strategyNames.filter(isModulePath).map(useOfModule);
  const selected: SelectedScenario[] = [];
  const problems: string[] = [];
  for (const { file, line } of found) {
    const loaded = await loadScenarioFile(file, { strategies: catalogue });
    if (!loaded.ok) {
      problems.push(...loaded.problems.map(formatProblem));
      continue;
    }
    const { scenario } = loaded;
    const atLine = line === null ? null : strategiesAtLine(await readFile(file, 'utf8'), line);
    const named = scenario.strategies.filter(
      ({ as }) =>
        (strategyNames.length === 0 || strategyNames.includes(as)) &&
        (atLine === null || atLine.length === 0 || atLine.includes(as)),
    );
    const uses = [...named, ...modules];
    if (uses.length > 0) selected.push({ scenario, uses });
  }
  if (problems.length > 0) {
    const count = problems.length === 1 ? '1 problem' : `${problems.length} problems`;
    throw new CliError(`${problems.join('\n')}\n${count}. Nothing was run.`);
  }
  if (selected.length > 0) return selected;
  throw new CliError(
    `no strategy named ${strategyNames.join(', ')} in ${patterns.join(' ') || 'scenarios/'}. \`stalemate list\` shows what there is`,
    exitCodes.noMatch,
  );
}

/** A strategy that the command line names by its file, with its default options. */
export function useOfModule(path: string): StrategyUse {
  return { use: resolve(path), as: nameStrategy(path)!.as, with: {} };
}

/** The file's exploration with what the command line says instead. */
export function override(scenario: Scenario, seed: number | null, runs: number | null): Scenario {
  const explore = { ...scenario.explore, ...(seed === null ? {} : { seed }), ...(runs === null ? {} : { runs }) };
  return { ...scenario, explore };
}

/**
 * Those with schedules: what runs under a load has none that could be looked through or executed again.
 * @throws CliError when there is no other
 */
export function withSchedules(selected: readonly SelectedScenario[], command: string): readonly SelectedScenario[] {
  const left = selected.filter(({ scenario }) => scenario.timed === undefined);
  for (const { scenario } of selected) {
    if (scenario.timed !== undefined) say(`${command} leaves ${scenario.file} out: policy \`timed\` has no schedules`);
  }
  if (left.length > 0) return left;
  throw new CliError(
    `${command}: found only scenarios under policy \`timed\`, which have no schedules. Fix: \`stalemate run\` them`,
  );
}
