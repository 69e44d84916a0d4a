/** `replay --save FILE`: writes what was replayed as a scenario of its own, checked before it is written. */
import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import type { RecordedRun } from '../../harness/explanation/trace.ts';
import { formatProblem, loadScenario } from '../../scenarios/load.ts';
import { CliError } from '../errors.ts';
import { catalogue } from '../strategies.ts';
import type { Regression } from './regression.ts';
import { pinnedSteps, regressionText } from './regression.ts';

/** Before anything is executed. @throws CliError when the file may not be written */
export function checkTarget(file: string, mayOverwrite: boolean): void {
  if (!/\.ya?ml$/.test(file)) {
    throw new CliError(`--save ${file}: found another ending, expected a scenario file. Fix: --save ${file}.yaml`);
  }
  if (existsSync(file) && !mayOverwrite) {
    throw new CliError(
      `--save ${file}: the file exists, and nothing was executed. Fix: name another file, or add --force`,
    );
  }
}

export async function saveRegression(recorded: RecordedRun, regression: Omit<Regression, 'steps'>): Promise<void> {
  const { file } = regression;
  const steps = pinnedSteps(recorded);
  if (typeof steps === 'string') throw new CliError(`--save ${file}: ${steps}. Nothing was saved`);
  const text = regressionText({ ...regression, steps });
  const loaded = loadScenario(text, file, { strategies: catalogue });
  if (!loaded.ok) {
    throw new Error(
      `what --save would write does not load:\n${loaded.problems.map(formatProblem).join('\n')}\n${text}`,
    );
  }
  try {
    await mkdir(dirname(resolve(file)), { recursive: true });
    await writeFile(file, text);
  } catch (error) {
    throw new CliError(`--save ${file}: ${(error as Error).message}. Fix: name a file that can be written`);
  }
}
