/** What is to be replayed, from each of the three forms that the command line takes: a token, a trace file, a schedule. */
import { resolve } from 'node:path';
import { essenceOf, lanesOf } from '../../harness/exploration/replay/identity.ts';
import type { Recorded } from '../../harness/exploration/replay/outcome.ts';
import { changesBetween } from '../../harness/exploration/replay/scenario-diff.ts';
import { decodeToken, InvalidToken } from '../../harness/exploration/replay/token.ts';
import type { TraceFile } from '../../harness/exploration/replay/trace-file.ts';
import { scenarioOfTrace } from '../../harness/exploration/replay/trace-file.ts';
import type { Reduction } from '../../harness/exploration/shrink/reduction.ts';
import { parseSchedule } from '../../harness/exploration/replay/schedule.ts';
import type { Scenario, StrategyUse } from '../../harness/scenario.ts';
import { formatProblem, loadScenarioFile } from '../../scenarios/load.ts';
import { isModulePath } from '../../scenarios/strategy-name.ts';
import { didYouMean, oneOf } from '../../scenarios/words.ts';
import { CliError } from '../errors.ts';
import { selectScenarios, withSchedules } from '../load-scenarios.ts';
import { version } from '../package-root.ts';
import { catalogue } from '../strategies.ts';
import { engineName } from './engine-name.ts';
import { findCell, type FoundCell } from './find-scenario.ts';
import { digestOfModule } from './keep.ts';
import { readTrace } from './read-trace.ts';

export interface Source extends Recorded {
  /** The whole one; `reduction` says what of it is executed. */
  readonly scenario: Scenario;
  readonly use: StrategyUse;
  readonly reduction?: Reduction;
  /** What it was recorded on. */
  readonly engine: TraceFile['engine'] & { readonly stalemate: string | null };
  /** The path of the trace file, or the token; for comments in what is saved. */
  readonly origin: string;
}

/** Nothing is known of where it came from. */
const UNKNOWN_ENGINE = { kind: 'embedded', redis: null, mysql: null, stalemate: null } as const;

export async function sourceOfSchedule(file: string, text: string, strategyNames: readonly string[]): Promise<Source> {
  const [selected] = withSchedules(await selectScenarios([file], strategyNames), '--schedule');
  const { scenario, uses } = selected!;
  if (uses.length !== 1) {
    throw new CliError(
      `replay: ${scenario.file} has ${uses.length} strategies. Fix: name one with --strategy ${uses.map(({ as }) => as).join('|')}`,
    );
  }
  return {
    scenario,
    use: uses[0]!,
    anomaly: null,
    schedule: checkedSchedule(text, scenario),
    recordedOn: null,
    engine: UNKNOWN_ENGINE,
    isChanged: false,
    scenarioChanges: [],
    notes: [],
    origin: `--schedule "${text}"`,
  };
}

/** @throws CliError with every word that names nobody */
function checkedSchedule(text: string, scenario: Scenario): Source['schedule'] {
  const schedule = parseSchedule(text);
  const lanes = lanesOf(scenario);
  const problems = schedule.flatMap(({ actor, choice = 1 }, i) => {
    if (!lanes.includes(actor))
      return [
        `--schedule, word ${i + 1}: found ${actor}, which is no actor of ${scenario.file}. Fix: ${didYouMean(actor, lanes, `write ${oneOf(lanes)}`)}`,
      ];
    if (Number.isSafeInteger(choice) && choice > 0) return [];
    return [`--schedule, word ${i + 1}: expected a number from 1 behind the slash. Fix: ${actor}/2 for the second`];
  });
  if (problems.length > 0) throw new CliError(problems.join('\n'));
  return schedule;
}

/** @param file where the scenario is; null: to be found by the token's hashes */
export async function sourceOfToken(text: string, file: string | null, modules: readonly string[]): Promise<Source> {
  const token = decodeTokenOrExplain(text);
  return sourceOfCell(text, token, await findCell(token.identity, file, modules));
}

/** What a token means for the scenario and the strategy that it was made of. */
export function sourceOfCell(
  text: string,
  token: ReturnType<typeof decodeToken>,
  { scenario: found, use, isChanged }: FoundCell,
): Source {
  const scenario = { ...found, explore: { ...found.explore, seed: token.seed } };
  const schedule = token.scheduleFor(scenario);
  if (schedule === null) {
    throw new CliError(
      `${scenario.file}: the actors and faults are not those that the token was made of, so its steps cannot be told apart. Fix: replay the trace file, which names them, or restore the scenario`,
    );
  }
  const { anomaly, engine: kind, steps, reduction } = token;
  return {
    scenario,
    use,
    ...(reduction === undefined ? {} : { reduction }),
    anomaly,
    schedule,
    steps,
    recordedOn: kind === 'embedded' ? 'the embedded engine' : 'real servers',
    engine: { ...UNKNOWN_ENGINE, kind },
    isChanged,
    scenarioChanges: [],
    notes: isChanged
      ? ['A token holds a hash of the scenario and cannot tell which fields differ; a trace file can.']
      : [],
    origin: text,
  };
}

/** @throws CliError that says what is wrong with it */
export function decodeTokenOrExplain(text: string): ReturnType<typeof decodeToken> {
  try {
    return decodeToken(text);
  } catch (error) {
    if (error instanceof InvalidToken) throw new CliError(`replay: ${error.message}`);
    throw error;
  }
}

/** @param file where the scenario is now; null: where it was when the trace was written */
export async function sourceOfTrace(path: string, file: string | null): Promise<Source> {
  const trace = await readTrace(path);
  const { strategy, engine, stalemate, anomaly, schedule, reduction } = trace;
  const recordedUse: StrategyUse = {
    use: isModulePath(strategy.use) ? resolve(strategy.use) : strategy.use,
    as: strategy.as,
    with: strategy.with,
  };
  const recorded = scenarioOfTrace(trace, recordedUse);
  const notes: string[] = [];
  const current = await currentScenario(recorded, file, notes);
  const use = current.strategies.find(({ as }) => as === strategy.as) ?? recordedUse;
  if (!current.strategies.includes(use))
    notes.push(`${current.file} has no strategy ${strategy.as} any more; the one of the trace was replayed.`);
  const scenario = { ...current, explore: { ...current.explore, seed: trace.seed } };
  const scenarioChanges = changesBetween(essenceOf(recorded, recordedUse), essenceOf(scenario, use));
  if (strategy.module !== null && digestOfModule(use.use) !== strategy.module)
    notes.push(`The code of ${strategy.use} is not what it was.`);
  if (stalemate !== version) notes.push(`Recorded by Stalemate ${stalemate}; this is ${version}.`);
  return {
    scenario,
    use,
    ...(reduction === undefined ? {} : { reduction }),
    anomaly,
    schedule,
    recordedOn: engineName(engine, stalemate),
    engine: { ...engine, stalemate },
    isChanged: scenarioChanges.length > 0,
    scenarioChanges,
    notes,
    origin: path,
  };
}

/** The file as it is now; the trace's own copy where that cannot be had. */
async function currentScenario(recorded: Scenario, file: string | null, notes: string[]): Promise<Scenario> {
  // Of a scenario that is written in a test, the trace holds the only copy that can be read.
  if (file === null && /\.[cm]?[jt]sx?$/.test(recorded.file)) return recorded;
  const loaded = await loadScenarioFile(file ?? recorded.file, { strategies: catalogue });
  if (loaded.ok) return loaded.scenario;
  const lines = loaded.problems.map(formatProblem).join('\n');
  if (file !== null) throw new CliError(`${lines}\nNothing was replayed.`);
  notes.push(`${recorded.file} cannot be loaded now; the trace's own copy of the scenario was replayed.`);
  return recorded;
}
