import { availableParallelism } from 'node:os';
import { defineCommand } from 'citty';
import { checkArguments, engineArgs, list, shardOf, wholeNumber, workersArg } from '../arguments.ts';
import { modeOf, needsOf, openEngines } from '../engines.ts';
import { CliError } from '../errors.ts';
import { executeJobs, resultOf } from '../execute.ts';
import type { Job } from '../execute.ts';
import { exitCodes } from '../exit-codes.ts';
import { override, selectScenarios } from '../load-scenarios.ts';
import { policyArgs, policyOptions, withPolicy } from '../policy-options.ts';
import { present } from '../present.ts';
import { reporterArgs, reportingOf } from '../reporters/choose.ts';
import { keeperOf, recordedEngine } from '../replay/keep.ts';
import { profilesOf } from '../probe/profiles.ts';
import { resolveStrategies } from '../strategies.ts';
import { say } from '../terminal.ts';
import { verdictOf } from '../verdict.ts';

const args = {
  ...engineArgs,
  strategy: {
    type: 'string',
    valueHint: 'NAME,…',
    description: 'Only these strategies of each scenario; or ./mine.ts, which no scenario need name',
  },
  ...policyArgs,
  seed: { type: 'string', valueHint: 'N', description: 'The base seed, instead of the one in the file' },
  runs: {
    type: 'string',
    valueHint: 'N',
    description: 'At most so many schedules per cell, instead of what the file says',
  },
  ...workersArg,
  shard: {
    type: 'string',
    valueHint: 'i/n',
    description: 'Only part i of n of the work; `stalemate merge` joins the results.',
  },
  ...reporterArgs,
  'save-traces': {
    type: 'string',
    valueHint: 'DIR',
    description: 'Write each counterexample to a trace file there, for `stalemate replay`',
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
    const reporting = reportingOf(given);
    modeOf(given);
    const policy = policyOptions(given);
    const seed = wholeNumber(given.seed, 'seed', 0);
    const runs = wholeNumber(given.runs, 'runs', 1);
    const shard = shardOf(given.shard);
    const threads = wholeNumber(given.workers, 'workers', 1) ?? availableParallelism();
    const cells: Omit<Job, 'keep'>[] = [];
    for (const { scenario: inFile, uses } of await selectScenarios(given._, list(given.strategy))) {
      const scenario = override(withPolicy(inFile, policy), seed, runs);
      const strategies = await resolveStrategies(scenario, uses);
      cells.push(...strategies.map((strategy) => ({ scenario, strategy })));
    }
    const loaded = cells.find(({ scenario }) => scenario.timed !== undefined);
    if (shard !== null && loaded !== undefined) {
      throw new CliError(
        `--shard: found it beside policy \`timed\` of ${loaded.scenario.file}, whose figures are estimated from all runs together. Fix: leave it out; --workers shares the runs out`,
      );
    }
    if (cells.length === 0) throw new CliError('nothing is left to run', exitCodes.noMatch);
    const engines = await openEngines(given, say, needsOf(cells.map(({ scenario }) => scenario)));
    const engine = recordedEngine(engines.engines.engine.kind, engines.servers);
    const directory = given['save-traces'] ?? null;
    const jobs = cells.map((cell): Job => {
      return { ...cell, keep: keeperOf({ scenario: cell.scenario, use: cell.strategy.use, engine, directory }) };
    });
    const outcome = await executeJobs(jobs, engines.engines, false, threads, shard);
    const profiles = profilesOf(cells.map(({ scenario }) => scenario));
    const result = { ...resultOf(outcome, engines, verdictOf, shard), ...(profiles.length === 0 ? {} : { profiles }) };
    await engines.close().catch(() => {});
    await present(result, { reporting, error: outcome.error });
    return result.exitCode;
  },
});
