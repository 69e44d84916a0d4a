/** What the library's scenarios show under the strategies that they name. For tests. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';

import type { Anomaly, Expectation, Scenario, StrategyUse } from '../../harness/scenario.ts';
import { ANOMALIES } from '../../harness/scenario.ts';
import type { Policy } from '../../harness/exploration/policies/policy.ts';
import { policies } from '../../harness/exploration/policies/registry.ts';
import { exploreAll, planOf } from '../../harness/testing.ts';
import { catalogue } from '../../cli/strategies.ts';
import { formatProblem, loadScenarioFile } from '../../scenarios/load.ts';
import { isModulePath } from '../../scenarios/strategy-name.ts';
import type { StrategyName } from '../registry.ts';
import type { Strategy } from '../strategy.ts';

const LIBRARY = join(import.meta.dirname, '../../scenarios');

/** @param folder below `scenarios/` */
export async function loadFolder(folder: string): Promise<Scenario[]> {
  const cwd = join(LIBRARY, folder);
  const files = readdirSync(cwd).filter((file) => file.endsWith('.yaml'));
  return Promise.all(
    files.toSorted().map(async (file) => {
      const loaded = await loadScenarioFile(file, { strategies: catalogue, cwd });
      if (!loaded.ok) throw new Error(loaded.problems.map(formatProblem).join('\n'));
      return loaded.scenario;
    }),
  );
}

export interface Shown {
  readonly interleavings: number;
  readonly anomalies: Readonly<Partial<Record<Anomaly, number>>>;
}

/** In how many interleavings each anomaly shows; of all there are, or of the classes that the scenario's reduction leaves. */
export async function explored(scenario: Scenario, { use, with: options }: StrategyUse): Promise<Shown> {
  const plan = planOf(await strategyOf(use), scenario, options);
  const policy: Policy = policies[scenario.explore.policy](scenario.explore);
  let exploration = await exploreAll(plan, { policy, maxRuns: scenario.explore.runs });
  // As a cell does it.
  if (typeof policy.unsuitable === 'string') exploration = await exploreAll(plan);
  const { tally, isComplete } = exploration;
  const problems = tally.listProblems();
  if (problems.length > 0 || !isComplete) throw new Error(`${scenario.name} × ${use}: ${JSON.stringify(problems)}`);
  const shown = ANOMALIES.map((anomaly) => [anomaly, tally.findings[anomaly].schedules] as const);
  return { interleavings: tally.judged, anomalies: Object.fromEntries(shown.filter(([, schedules]) => schedules > 0)) };
}

/** A built-in one by name, or what a file beside the scenario exports. */
async function strategyOf(use: string): Promise<StrategyName | Strategy<never>> {
  if (!isModulePath(use)) return use as StrategyName;
  const module = (await import(use)) as { readonly default: Strategy<never> };
  return module.default;
}

/** The lines of `expect` that do not hold for what a strategy showed. */
export function brokenExpectations({ expect }: Scenario, { as }: StrategyUse, shown: Shown): Expectation[] {
  return expect.filter(({ strategy, anomaly, is }) => {
    if (strategy !== as && strategy !== 'all') return false;
    const schedules = shown.anomalies[anomaly] ?? 0;
    if (is === 'always') return schedules < shown.interleavings;
    return schedules > 0 !== (is === 'possible');
  });
}
