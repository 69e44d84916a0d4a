import { availableParallelism } from 'node:os';
import { defineCommand } from 'citty';
import { embeddedEngine } from '../../harness/engines/embedded/engine.ts';
import type { Scenario } from '../../harness/scenario.ts';
import { CONFIDENCE } from '../../harness/timed/summary.ts';
import { adviceOf } from '../advise/advice.ts';
import { type Candidate, type Finding, tasksFor } from '../advise/candidates.ts';
import { type AdviseOptions, adviseOptions } from '../advise/options.ts';
import { renderAdvice } from '../advise/render.ts';
import { checkOption, chosenOption, rangeOf, sweepablesOf } from '../advise/sweepable.ts';
import { checkArguments, list, workersArg } from '../arguments.ts';
import { CliError, explainError } from '../errors.ts';
import { inSession } from '../execute.ts';
import { override, type SelectedScenario, selectScenarios } from '../load-scenarios.ts';
import { type ResolvedStrategy, resolveStrategies } from '../strategies.ts';
import { styleFor } from '../style.ts';
import { print, printJson, say } from '../terminal.ts';

const args = {
  scenario: { type: 'string', valueHint: 'FILE', description: 'A scenario under policy `timed`' },
  'max-stale': {
    type: 'string',
    valueHint: '0.01%',
    description: 'The target: the largest share of reads that may be stale. What must be below it is the interval',
  },
  option: {
    type: 'string',
    valueHint: 'NAME',
    description: 'The option to sweep, a duration. Default: delay, hold_off, every, local_ttl, fresh or ttl',
  },
  from: { type: 'string', valueHint: '0ms', description: 'The smallest value. Default: by the default of the option' },
  to: { type: 'string', valueHint: '5s', description: 'The largest value. Default: by the default of the option' },
  strategy: { type: 'string', valueHint: 'NAME,…', description: 'Only these strategies of the scenario; or ./mine.ts' },
  runs: { type: 'string', valueHint: 'N', description: 'Runs of each value, instead of what the file says' },
  seed: { type: 'string', valueHint: 'N', description: 'The base seed, instead of the one in the file' },
  ...workersArg,
  json: { type: 'boolean', description: 'The advice as JSON on stdout, and nothing else there' },
} as const;

export const advise = defineCommand({
  meta: {
    name: 'advise',
    description: 'Says how long a delay or a TTL must be, and which strategy costs least, for a target of staleness',
  },
  args,
  run: async ({ args: given, rawArgs }) => {
    checkArguments(rawArgs, args, 'advise');
    const options = adviseOptions(given);
    const files = [...list(given.scenario), ...given._];
    const { scenario: inFile, uses } = await selectOne(files, list(given.strategy));
    const scenario = override(inFile, options.seed, options.runs);
    const strategies = await resolveStrategies(scenario, uses);
    const candidates = candidatesOf(strategies, scenario, options);
    const findings: Finding[] = [];
    const tasks = tasksFor(candidates, scenario, options.max, (finding) => findings.push(finding));
    const threads = options.threads ?? availableParallelism();
    const outcome = await inSession(tasks, { on: 'embedded', engine: embeddedEngine }, true, threads);
    if (outcome.error !== undefined) {
      const { text, exitCode } = explainError(outcome.error);
      throw new CliError(text, exitCode);
    }
    const { isInterrupted } = outcome;
    const advice = adviceOf(findings, { scenario, max: options.max, confidence: CONFIDENCE, isInterrupted });
    if (given.json === true) await printJson(advice);
    else await print(renderAdvice(advice, styleFor(process.stdout)));
    if (isInterrupted) say('Interrupted: this is a part of what was asked for.');
    return advice.exitCode;
  },
});

async function selectOne(files: readonly string[], names: readonly string[]): Promise<SelectedScenario> {
  const fix = 'Fix: stalemate advise --scenario scenarios/mine.yaml --max-stale 0.01%';
  if (files.length === 0)
    throw new CliError(`--scenario is missing. Expected: a scenario under policy \`timed\`. ${fix}`);
  const selected = await selectScenarios(files, names);
  const [first] = selected;
  if (selected.length > 1) {
    const found = selected.map(({ scenario }) => scenario.file).join(', ');
    throw new CliError(`--scenario: found ${selected.length} scenarios, ${found}, expected one. ${fix}`);
  }
  if (first!.scenario.timed !== undefined) return first!;
  throw new CliError(
    `${first!.scenario.file}: found policy \`${first!.scenario.explore.policy}\`, expected \`timed\`: without latencies and a load nobody knows how often something happens. ` +
      'Fix: `explore: { policy: timed }` with `timing` and `load`',
  );
}

/** @throws CliError with everything that is wrong with the ranges */
function candidatesOf(
  strategies: readonly ResolvedStrategy[],
  scenario: Scenario,
  options: AdviseOptions,
): Candidate[] {
  checkOption(options.option, strategies, scenario.file);
  return strategies.map((strategy) => {
    const option = chosenOption(sweepablesOf(strategy), options.option);
    if (option === null) return { strategy, swept: null };
    const range = rangeOf(option, options, scenario.timed!.load.durationMs);
    return { strategy, swept: { option: option.name, range } };
  });
}
