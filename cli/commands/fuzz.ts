import { availableParallelism } from 'node:os';
import { defineCommand } from 'citty';
import { worst } from '../../harness/exploration/verdict/expectations.ts';
import type { CellResult, Verdict } from '../../harness/result.ts';
import { POLICY_NAMES } from '../../harness/scenario.ts';
import { parseDuration } from '../../strategies/strategy.ts';
import { checkArguments, engineArgs, list, wholeNumber, workersArg } from '../arguments.ts';
import type { EngineArgs, OpenEngines } from '../engines.ts';
import { modeOf, openEngines } from '../engines.ts';
import { CliError } from '../errors.ts';
import { inSession, resultOf } from '../execute.ts';
import type { CellTask, Outcome } from '../execute.ts';
import { readBaseline } from '../fuzz/baseline.ts';
import { DEFAULT_RUNS_PER_CELL, SharedBudget } from '../fuzz/budget.ts';
import { DEFAULT_CORPUS, readCorpus } from '../fuzz/corpus.ts';
import type { FuzzChoices, FuzzTasks } from '../fuzz/tasks.ts';
import { fuzzCellOf, tasksOfFiles, tasksOfGenerated } from '../fuzz/tasks.ts';
import { renderFuzzSummary } from '../fuzz/summary.ts';
import { present } from '../present.ts';
import { reporterArgs, reportingOf } from '../reporters/choose.ts';
import { openQueueRedis } from '../queue/connection.ts';
import type { QueueOptions } from '../queue/publisher.ts';
import { UNIT_SIZES } from '../queue/unit.ts';
import { recordedEngine, writeFile } from '../replay/keep.ts';
import { say } from '../terminal.ts';

const DEFAULT_POLICY = 'portfolio';
const FAIL_ON = ['any', 'new'] as const;

const args = {
  ...engineArgs,
  scenarios: { type: 'boolean', description: 'Make up scenarios too, for the strategies that --strategy names' },
  strategy: {
    type: 'string',
    valueHint: 'NAME,…',
    description: 'Only these strategies of each scenario; with --scenarios also paths of modules, and all by default',
  },
  runs: {
    type: 'string',
    valueHint: 'N',
    description: `At most so many schedules in all, shared out among the cells. Default: ${DEFAULT_RUNS_PER_CELL} for each cell`,
  },
  time: { type: 'string', valueHint: 'DURATION', description: 'At most so long in all: 30s, 10m' },
  'max-failures': { type: 'string', valueHint: 'N', description: 'Ends when so many distinct failures are found' },
  policy: { type: 'string', valueHint: 'NAME', description: `What chooses the schedules. Default: ${DEFAULT_POLICY}` },
  seed: { type: 'string', valueHint: 'N', description: 'The base seed, instead of the one in the file' },
  'fail-on': {
    type: 'string',
    valueHint: FAIL_ON.join('|'),
    description: 'Which failures make it exit with 1. Default: new, which without --baseline is any',
  },
  baseline: {
    type: 'string',
    valueHint: 'FILE|DIR',
    description: 'Failures that are known: an earlier --json result, or a folder of saved failures',
  },
  corpus: {
    type: 'string',
    valueHint: 'DIR',
    description: `Where failures are saved, and executed again from. Default: ${DEFAULT_CORPUS}/`,
  },
  queue: {
    type: 'string',
    valueHint: 'URL',
    description:
      'The work is done by `stalemate worker URL`, on any number of machines; --on is embedded by default then',
  },
  unit: {
    type: 'string',
    valueHint: 'N',
    description: `With --queue: cells with more schedules than this are cut. Default: ${UNIT_SIZES.embedded}, with --on real ${UNIT_SIZES.real}`,
  },
  ...workersArg,
  ...reporterArgs,
} as const;

export const fuzz = defineCommand({
  meta: {
    name: 'fuzz',
    description: 'Look for failures in scenario files, on and on: files, folders, globs or file.yaml:line',
  },
  args,
  run: async ({ args: given, rawArgs }) => {
    checkArguments(rawArgs, args, 'fuzz');
    const reporting = reportingOf(given);
    modeOf(given);
    const seed = wholeNumber(given.seed, 'seed', 0);
    const policy = oneOf(given.policy, 'policy', POLICY_NAMES) ?? DEFAULT_POLICY;
    const failOn = oneOf(given['fail-on'], 'fail-on', FAIL_ON) ?? 'new';
    const threads = wholeNumber(given.workers, 'workers', 1) ?? availableParallelism();
    const unit = wholeNumber(given.unit, 'unit', 1);
    const budget = {
      runs: wholeNumber(given.runs, 'runs', 1),
      timeMs: durationMs(given.time, 'time'),
      maxFailures: wholeNumber(given['max-failures'], 'max-failures', 1),
    };
    const corpus = given.corpus ?? DEFAULT_CORPUS;
    const saved = await readCorpus(corpus);
    const known = await readBaseline(given.baseline);
    const { cells, needs } = await tasksOf(given, { policy, seed });
    const isKnown = (fingerprint: string): boolean => known.has(fingerprint);
    const work = { given, cells, needs, budget, corpus, saved, isKnown };
    const { outcome, engines } = await (given.queue === undefined
      ? fuzzHere(work, threads)
      : fuzzElsewhere(work, given.queue, unit));
    const judged = resultOf(outcome, engines, (cell) => verdictOf(cell, failOn));
    const left = cells.length - outcome.results.length;
    const note = `The budget ended before ${left} of ${cells.length} cells were fuzzed.`;
    const isCutOff = left > 0 && !outcome.isInterrupted && outcome.error === undefined;
    const result = { ...judged, unconfirmed: [...judged.unconfirmed, ...(isCutOff ? [note] : [])] };
    await present(result, { reporting, error: outcome.error, render: renderFuzzSummary });
    return result.exitCode;
  },
});

interface Work extends Omit<QueueOptions, 'redis' | 'mode' | 'size' | 'say'> {
  readonly given: EngineArgs;
}

interface Fuzzed {
  readonly outcome: Outcome;
  readonly engines: Pick<OpenEngines, 'servers' | 'unconfirmed'>;
}

/** One cell after the other, in this process. */
async function fuzzHere({ given, cells, needs, budget, ...shared }: Work, threads: number): Promise<Fuzzed> {
  const engines = await openEngines(given, say, needs);
  const recordedOn = recordedEngine(engines.engines.on === 'real' ? 'real' : 'embedded', engines.servers);
  const context = { ...shared, engines: engines.engines, recordedOn, write: writeFile };
  const shares = new SharedBudget(budget, cells.length, () => performance.now());
  const tasks = cells.map(
    (cell): CellTask =>
      async (session) => {
        const share = shares.next();
        if (share === null) return null;
        const result = await fuzzCellOf(cell, session, share, context);
        shares.spend(result.fuzz!.failures.length);
        return result;
      },
  );
  const outcome = await inSession(tasks, engines.engines, false, threads);
  await engines.close().catch(() => {});
  return { outcome, engines };
}

/** By workers, wherever they are. */
async function fuzzElsewhere({ given, ...work }: Work, url: string, unit: number | null): Promise<Fuzzed> {
  const { fuzzOnQueue } = await import('../queue/publisher.ts');
  const redis = await openQueueRedis(url, 'fuzz --queue');
  const mode = modeOf(given) ?? 'embedded';
  const { outcome, servers, unconfirmed } = await fuzzOnQueue({
    ...work,
    redis,
    mode,
    size: unit ?? UNIT_SIZES[mode],
    say,
  });
  return { outcome, engines: { servers, unconfirmed } };
}

function tasksOf(
  given: {
    readonly _: readonly string[];
    readonly scenarios?: boolean | undefined;
    readonly strategy?: string | undefined;
  },
  choices: FuzzChoices,
): Promise<FuzzTasks> {
  const names = list(given.strategy);
  if (given.scenarios !== true) return tasksOfFiles(given._, names, choices);
  if (given._.length === 0) return tasksOfGenerated(names, choices);
  throw new CliError(
    `fuzz --scenarios: found the files ${given._.join(' ')}, but it makes scenarios of its own. Fix: remove the files, or --scenarios`,
  );
}

function verdictOf({ fuzz: found, schedules, problems }: CellResult, failOn: (typeof FAIL_ON)[number]): Verdict {
  const stillFailing = found!.replayed.filter(({ outcome }) => outcome === 'still fails');
  const failures = [...found!.failures, ...stillFailing].filter(({ isNew }) => isNew || failOn === 'any');
  const hasDoubts = problems.length > 0 || schedules.raced === 0;
  return worst([failures.length > 0 ? 'fail' : 'pass', hasDoubts ? 'inconclusive' : 'pass']);
}

function oneOf<Word extends string>(text: string | undefined, name: string, words: readonly Word[]): Word | null {
  const word = words.find((candidate) => candidate === text);
  if (text === undefined || word !== undefined) return word ?? null;
  throw new CliError(
    `--${name}: found "${text}", expected ${words.join(', ')}. Fix: for example --${name} ${words[0]}`,
  );
}

function durationMs(text: string | undefined, name: string): number | null {
  if (text === undefined) return null;
  const ms = parseDuration(text);
  if (ms !== null && ms > 0) return ms;
  throw new CliError(`--${name}: found "${text}", expected a duration above 0. Fix: for example --${name} 30s`);
}
