/** YAML of the documentation: scenarios, parts of scenarios, and steps of workflows. */
import { parse } from 'yaml';
import { catalogue } from '../../cli/strategies.ts';
import { formatProblem, loadScenario, type LoadOptions } from '../../scenarios/load.ts';
import { loadScenarioValue } from '../../scenarios/load-value.ts';
import { explore, type Scenario } from '../../index.ts';
import type { Block } from './blocks.ts';
import { problemsOfShell } from './commands.ts';

/** Modules that a page only names are there. */
const options: LoadOptions = { strategies: catalogue, isFile: () => true };

/** What a part of a scenario is a part of. */
const BASE = {
  version: 1,
  name: 'part',
  rows: { 'item:1': 'v1' },
  actors: { reader: { steps: [{ read: 'item:1' }] }, writer: { steps: [{ write: 'item:1' }] } },
};

export async function problemsOfYaml(block: Block): Promise<string[]> {
  const { text, inside, isRun, file, line } = block;
  if (inside === 'steps' || inside === 'workflow') return problemsOfSteps(parse(text));
  if (inside === 'scenario') {
    const part = parse(text) as Record<string, unknown>;
    const { actors, ...rest } = BASE;
    const isLoad = (part['explore'] as { policy?: string } | undefined)?.policy === 'timed';
    const whole = { ...rest, ...(isLoad ? {} : { actors }), strategies: strategiesIn(part), ...part };
    const loaded = loadScenarioValue(whole, { file, line, column: 1, nameOf: (path) => path.join('.') }, options);
    return loaded.ok ? [] : loaded.problems.map(formatProblem);
  }
  if (inside !== null) return [`found \`inside: ${inside}\`, expected scenario or steps`];
  const loaded = loadScenario(text, file, options);
  if (!loaded.ok) return loaded.problems.map(formatProblem);
  return isRun ? problemsOfRun(parse(text) as Scenario) : [];
}

/** Those that its gates name. */
function strategiesIn(part: Record<string, unknown>): string[] {
  const gates = [part['expect'], part['thresholds']].flatMap((list) => (list ?? []) as { strategy: string }[]);
  const names = new Set(gates.map(({ strategy }) => strategy).filter((name) => name !== 'all'));
  return names.size === 0 ? ['cache-aside'] : [...names];
}

async function problemsOfRun(scenario: Scenario): Promise<string[]> {
  const problems: string[] = [];
  // Readers that do the same may stand for one another, which leaves half of the work.
  const { reduction = 'dpor', policy = 'exhaustive', ...others } = scenario.explore ?? {};
  const symmetry = policy === 'exhaustive' && reduction === 'dpor';
  const quicker = { ...scenario, explore: { policy, reduction, symmetry, ...others } };
  for (const strategy of scenario.strategies ?? []) {
    const exploration = await explore({ scenario: quicker, strategy: strategy as string });
    if (exploration.verdict !== 'pass') problems.push(exploration.summary());
  }
  return problems;
}

/** Every `run:`, at whatever depth. */
export async function problemsOfSteps(value: unknown): Promise<string[]> {
  if (typeof value !== 'object' || value === null) return [];
  const parts = Object.entries(value).map(([key, part]) =>
    key === 'run' && typeof part === 'string' ? problemsOfShell(part) : problemsOfSteps(part),
  );
  return (await Promise.all(parts)).flat();
}
