/** The smallest scenario of a failure as a file that `stalemate run` takes. */
import { join } from 'node:path';
import type { Counterexample, GeneratedScenario } from '../../../harness/result.ts';
import type { StrategyUse } from '../../../harness/scenario.ts';
import { formatProblem, loadScenario } from '../../../scenarios/load.ts';
import { SCENARIO_VERSION } from '../../../scenarios/schema.ts';
import type { WriteFile } from '../../replay/keep.ts';
import { scenarioInFile, textOf } from '../../replay/regression.ts';
import { catalogue } from '../../strategies.ts';
import type { Catch } from './hunt.ts';

/** Beside the trace of the failure, under the same name. @throws CliError when the file cannot be written */
export function writeScenario(
  directory: string,
  { anomaly, minimal }: Catch,
  { because, replay }: Counterexample,
  use: StrategyUse,
  write: WriteFile,
): GeneratedScenario {
  const name = `generated-${use.as}-${anomaly}-${minimal.fingerprint}`;
  const file = join(directory, `${name}.yaml`);
  const { scenario } = minimal.recorded.run.plan;
  const text = textOf(
    {
      version: SCENARIO_VERSION,
      name,
      title: `${anomaly} of ${use.as}, found in a scenario made by chance`,
      description: because,
      tags: ['generated'],
      ...scenarioInFile(scenario, use, file),
      expect: [{ strategy: use.as, anomaly, is: 'possible' }],
    },
    ` Found by: stalemate fuzz --scenarios\n The schedule that shows it: ${replay}\n When it is mended, \`possible\` becomes \`never\`.`,
  );
  const loaded = loadScenario(text, file, { strategies: catalogue });
  if (!loaded.ok)
    throw new Error(`a generated scenario does not load:\n${loaded.problems.map(formatProblem).join('\n')}\n${text}`);
  write(file, text);
  return { file, text };
}
