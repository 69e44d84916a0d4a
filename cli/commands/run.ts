import { availableParallelism } from 'node:os';
import { defineCommand } from 'citty';
import { checkArguments, engineArgs, list, wholeNumber } from '../arguments.ts';
import { modeOf, openEngines } from '../engines.ts';
import { explainError } from '../errors.ts';
import { executeJobs, resultOf } from '../execute.ts';
import type { Job } from '../execute.ts';
import { override, selectScenarios } from '../load-scenarios.ts';
import { DEFAULT_OUTPUT, writeReport } from '../report.ts';
import { resolveStrategies } from '../strategies.ts';
import { styleFor } from '../style.ts';
import { renderSummary } from '../summary.ts';
import { print, printJson, say } from '../terminal.ts';

const args = {
  ...engineArgs,
  strategy: { type: 'string', valueHint: 'NAME,…', description: 'Only these strategies of each scenario' },
  seed: { type: 'string', valueHint: 'N', description: 'The base seed, instead of the one in the file' },
  runs: {
    type: 'string',
    valueHint: 'N',
    description: 'At most so many schedules per cell, instead of what the file says',
  },
  workers: {
    type: 'string',
    valueHint: 'N',
    description: 'Threads to explore with. Default: the cores. The result does not depend on it',
  },
  json: { type: 'boolean', description: 'The result as JSON on stdout, and nothing else there' },
  output: {
    type: 'string',
    valueHint: 'DIR',
    description: `Where the report goes. Default: ${DEFAULT_OUTPUT}/, none with --json`,
  },
} as const;

export const run = defineCommand({
  meta: {
    name: 'run',
    description: 'Run scenario files: files, folders, globs or file.yaml:line. Default: scenarios/',
  },
  args,
  run: async ({ args: given, rawArgs }) => {
    checkArguments(rawArgs, args, 'run');
    modeOf(given);
    const seed = wholeNumber(given.seed, 'seed', 0);
    const runs = wholeNumber(given.runs, 'runs', 1);
    const threads = wholeNumber(given.workers, 'workers', 1) ?? availableParallelism();
    const jobs: Job[] = [];
    for (const { scenario, uses } of await selectScenarios(given._, list(given.strategy))) {
      const strategies = await resolveStrategies(scenario, uses);
      jobs.push(...strategies.map((strategy) => ({ scenario: override(scenario, seed, runs), strategy })));
    }
    const engines = await openEngines(given, say);
    const outcome = await executeJobs(jobs, engines.engines, false, threads);
    const result = resultOf(outcome, engines);
    await engines.close().catch(() => {});
    if (given.json) await printJson(result);
    else await print(renderSummary(result, styleFor(process.stdout), process.stdout.columns ?? 100));
    const output = given.output ?? (given.json ? null : DEFAULT_OUTPUT);
    if (output !== null) {
      const file = await writeReport(result, output);
      if (given.json) say(`Report  ${file}`);
      else await print(`Report  ${file}\n`);
    }
    if (outcome.error !== undefined) say(explainError(outcome.error).text);
    return result.exitCode;
  },
});
