import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { Scenario } from '../../harness/scenario.ts';
import { formatProblem, loadScenario, loadScenarioFile } from '../../scenarios/load.ts';
import { catalogue } from '../strategies.ts';
import { scenarioInFile, textOf } from './regression.ts';

const LIBRARY = join(import.meta.dirname, '../../scenarios');
const files = ['.', 'standard', 'patterns'].flatMap((folder) =>
  readdirSync(join(LIBRARY, folder))
    .filter((file) => file.endsWith('.yaml'))
    .map((file) => join(folder, file)),
);

async function scenarioOf(file: string): Promise<Scenario> {
  const loaded = await loadScenarioFile(file, { strategies: catalogue, cwd: LIBRARY });
  if (!loaded.ok) throw new Error(loaded.problems.map(formatProblem).join('\n'));
  return loaded.scenario;
}

/** What a saved schedule must keep. Groups are spelled out, and of several that a fault may strike the schedule names one. */
function happening(scenario: Scenario): object {
  const { rows, warm, nodes, replicas, levels, redisNodes, pipeline, actors, faults } = scenario;
  return {
    rows,
    warm,
    nodes,
    replicas,
    levels,
    redisNodes,
    pipeline,
    actors: actors.map(({ name, after, startMs, operations }) => ({ name, after, startMs, operations })),
    faults: faults.map((fault) => ({ ...fault, actor: undefined })),
  };
}

it.each(files)('%s is the same when it is written to a file and read again', async (file) => {
  const scenario = await scenarioOf(file);
  const parts = { version: 1, name: scenario.name, ...scenarioInFile(scenario, scenario.strategies[0]!, 'saved.yaml') };
  const text = textOf(parts, '');
  const loaded = loadScenario(text, 'saved.yaml', { strategies: catalogue });
  expect(loaded.ok ? [] : loaded.problems.map(formatProblem), text).toEqual([]);
  if (loaded.ok) expect(happening(loaded.scenario), text).toEqual(happening(scenario));
});

it('writes a pipeline and replicas as people do', async () => {
  const scenario = await scenarioOf('kafka-in-order.yaml');
  const behind: Scenario = {
    ...scenario,
    replicas: 2,
    pipeline: { kind: 'kafka', source: 'replica', partitions: 2, consumers: 1, key: 'none', commit: 'before-handling' },
  };
  expect(textOf(scenarioInFile(behind, behind.strategies[0]!, 'saved.yaml'), '')).toContain(
    `topology: { replicas: 2 }
pipeline: { kind: kafka, source: replica, partitions: 2, consumers: 1, key: none, commit: before-handling }
`,
  );
});
