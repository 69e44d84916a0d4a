/** `replay --save FILE`: writes what was replayed as a scenario of its own, checked before it is written. */
import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import type { RecordedRun } from '../../harness/explanation/trace.ts';
import { mainStepsOf } from '../../harness/exploration/replay/recorded-schedule.ts';
import { labelOf } from '../../harness/scheduler/steer.ts';
import { formatProblem, loadScenario } from '../../scenarios/load.ts';
import { CliError } from '../errors.ts';
import { catalogue } from '../strategies.ts';
import type { Regression } from './regression.ts';
import { regressionText } from './regression.ts';

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
  const text = regressionText({ ...regression, steps: stepsOf(recorded, file) });
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

/** @throws CliError where step references would mean another run */
function stepsOf({ run, choices }: RecordedRun, file: string): string[] {
  if (run.problem !== null) {
    throw new CliError(`--save ${file}: the run has no end to pin: ${run.problem.message}. Nothing was saved`);
  }
  for (const { enabled, index, stepsBefore } of choices) {
    const label = labelOf(enabled[index]!);
    const isFirst = label === null || enabled.findIndex((choice) => labelOf(choice) === label) === index;
    if (isFirst) continue;
    throw new CliError(
      `--save ${file}: at step ${stepsBefore + 1} there were two steps of the name ${label}, which a pinned schedule cannot tell apart. Keep the trace file instead. Nothing was saved`,
    );
  }
  return run.steps.slice(0, mainStepsOf(run)).map(({ label }) => label);
}
