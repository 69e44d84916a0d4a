/** The known anomalies of a pattern, held against every scenario of the library. For tests. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';

import type { Anomaly, Scenario } from '../harness/scenario.ts';
import { ANOMALIES } from '../harness/scenario.ts';
import { policies } from '../harness/exploration/policies/registry.ts';
import { exploreAll, planOf } from '../harness/testing.ts';
import { testCatalogue } from '../scenarios/fixtures/catalogue.ts';
import { formatProblem, loadScenarioFile } from '../scenarios/load.ts';
import type { StrategyName } from './registry.ts';

/** An anomaly that a pattern shows in a scenario, and why it cannot but show it. */
export interface Allowed {
  readonly scenario: string;
  readonly anomaly: Anomaly;
  readonly because: string;
}

const LIBRARY = join(import.meta.dirname, '../scenarios');

export async function loadLibrary(): Promise<Scenario[]> {
  const files = readdirSync(LIBRARY).filter((file) => file.endsWith('.yaml'));
  return Promise.all(
    files.map(async (file) => {
      const loaded = await loadScenarioFile(file, { strategies: testCatalogue, cwd: LIBRARY });
      if (!loaded.ok) throw new Error(loaded.problems.map(formatProblem).join('\n'));
      return loaded.scenario;
    }),
  );
}

/** Every anomaly that any schedule of any scenario shows, as `scenario: anomaly`. */
export async function anomaliesOf(name: StrategyName, library: readonly Scenario[]): Promise<string[]> {
  const found: string[] = [];
  for (const scenario of library) {
    const { tally, isComplete } = await exploreAll(planOf(name, scenario), {
      policy: policies[scenario.explore.policy](scenario.explore),
    });
    const problems = tally.listProblems();
    if (problems.length > 0 || !isComplete) throw new Error(`${scenario.name}: ${JSON.stringify(problems)}`);
    for (const anomaly of ANOMALIES) {
      if (tally.findings[anomaly].schedules > 0) found.push(`${scenario.name}: ${anomaly}`);
    }
  }
  return found.sort();
}
