/** Finds the scenario that a token was made of, by its hashes. */
import { glob } from 'tinyglobby';
import type { Identity } from '../../harness/exploration/replay/identity.ts';
import { identityOf } from '../../harness/exploration/replay/identity.ts';
import type { Scenario, StrategyUse } from '../../harness/scenario.ts';
import { formatProblem, loadScenarioFile } from '../../scenarios/load.ts';
import { CliError } from '../errors.ts';
import { exitCodes } from '../exit-codes.ts';
import { useOfModule } from '../load-scenarios.ts';
import { catalogue } from '../strategies.ts';

export interface FoundCell {
  readonly scenario: Scenario;
  readonly use: StrategyUse;
  /** It has the right names, but something that a run depends on is not what it was. */
  readonly isChanged: boolean;
}

/** Where scenarios usually lie. */
const PATTERNS = ['*.{yaml,yml}', 'scenarios/**/*.{yaml,yml}'];

/**
 * @param file where to look; null: in the working directory, and in `scenarios/` with all that is below
 * @param modules strategies that the command line names, and the scenario perhaps does not
 * @throws CliError when there is no such scenario
 */
export async function findCell(
  identity: Identity,
  file: string | null,
  modules: readonly string[] = [],
): Promise<FoundCell> {
  const files =
    file === null ? (await glob(PATTERNS, { ignore: ['**/node_modules/**', '**/fixtures/**'] })).sort() : [file];
  let changed: FoundCell | null = null;
  for (const path of files) {
    const loaded = await loadScenarioFile(path, { strategies: catalogue });
    if (!loaded.ok) {
      if (file !== null) throw new CliError(`${loaded.problems.map(formatProblem).join('\n')}\nNothing was replayed.`);
      continue;
    }
    const { scenario } = loaded;
    for (const use of [...scenario.strategies, ...modules.map(useOfModule)]) {
      const { name, content } = identityOf(scenario, use);
      if (content.equals(identity.content)) return { scenario, use, isChanged: false };
      if (name.equals(identity.name)) changed ??= { scenario, use, isChanged: true };
    }
  }
  if (changed !== null) return changed;
  if (file !== null) {
    throw new CliError(
      `${file}: the token was made of another scenario, or of a strategy that this one does not have. Fix: name the file that the failure was found in`,
    );
  }
  throw new CliError(
    `none of the ${files.length} files in ./ and scenarios/ is the scenario that the token was made of. Fix: name its file: stalemate replay TOKEN FILE`,
    exitCodes.noMatch,
  );
}
