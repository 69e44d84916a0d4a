/** From what `explore` was given to a checked scenario and the one strategy that is judged. */
import { dirname, resolve } from 'node:path';
import { catalogue, type OwnStrategies } from '../cli/strategies.ts';
import type { Scenario as LoadedScenario, StrategyUse } from '../harness/scenario.ts';
import { formatProblem, type Loaded, loadScenarioFile } from '../scenarios/load.ts';
import { loadScenarioValue } from '../scenarios/load-value.ts';
import type { Path } from '../scenarios/problem.ts';
import { SCENARIO_VERSION } from '../scenarios/schema.ts';
import { isModulePath, nameStrategy } from '../scenarios/strategy-name.ts';
import { didYouMean, oneOf, quoted } from '../scenarios/words.ts';
import { type Caller, shown } from './caller.ts';
import { ExploreError } from './errors.ts';
import type { ExploreOptions } from './options.ts';
import type { Scenario } from './scenario.ts';
import { catalogueWith, type Choice, choiceOf } from './strategy-choice.ts';

export interface Prepared {
  readonly scenario: LoadedScenario;
  readonly use: StrategyUse;
  /** The strategy itself, where it was given as an object. */
  readonly own: OwnStrategies;
  /** The command line finds both by itself, in the scenario's file. */
  readonly isInFile: boolean;
}

/** @throws ExploreError with every problem */
export async function prepare({ scenario, strategy }: ExploreOptions, caller: Caller): Promise<Prepared> {
  const choice = strategy === undefined ? null : choiceOf(strategy, caller);
  return typeof scenario === 'string' ? fromFile(scenario, choice, caller) : fromValue(scenario, choice, caller);
}

function fromValue(scenario: Scenario, choice: Choice | null, caller: Caller): Prepared {
  const written = Array.isArray(scenario?.strategies) ? [...scenario.strategies] : [];
  const nameOfEntry = (entry: unknown): string | undefined => nameStrategy(entry as never)?.as;
  const isAdded = choice !== null && !(choice.isName && written.some((entry) => nameOfEntry(entry) === choice.as));
  const others = isAdded ? written.filter((entry) => nameOfEntry(entry) !== choice.as) : written;
  const added = isAdded ? [{ use: choice.use, as: choice.as, with: choice.with }] : [];
  const value =
    typeof scenario === 'object' && scenario !== null
      ? { version: SCENARIO_VERSION, ...scenario, strategies: [...others, ...added] }
      : scenario;
  const place = { ...caller, nameOf: (path: Path) => nameOfPart(path, isAdded ? others.length : null) };
  const own = choice?.own ?? {};
  const loaded = scenarioOf(loadScenarioValue(value, place, { strategies: catalogueWith(own) }));
  return { scenario: loaded, use: useOf(loaded, choice, caller), own, isInFile: false };
}

async function fromFile(path: string, choice: Choice | null, caller: Caller): Promise<Prepared> {
  const folder = dirname(caller.file);
  const loaded = await loadScenarioFile(shown(resolve(folder, path)), { strategies: catalogue });
  const scenario = scenarioOf(loaded);
  if (choice === null || (choice.isName && scenario.strategies.some(({ as }) => as === choice.as)))
    return { scenario, use: useOf(scenario, choice, caller), own: {}, isInFile: true };
  const { as, with: options, own } = choice;
  const isModule = isModulePath(choice.use);
  if (!isModule && catalogueWith(own).find(choice.use) === undefined)
    throw unknownStrategy(choice.use, scenario, caller);
  const use = { use: isModule ? resolve(folder, choice.use) : choice.use, as, with: options };
  const strategies = [...scenario.strategies.filter((other) => other.as !== as), use];
  return { scenario: { ...scenario, strategies }, use, own, isInFile: false };
}

function scenarioOf(loaded: Loaded): LoadedScenario {
  if (loaded.ok) return loaded.scenario;
  throw new ExploreError(loaded.problems.map(formatProblem).join('\n'));
}

function useOf({ strategies }: LoadedScenario, choice: Choice | null, { file, line, column }: Caller): StrategyUse {
  const found = choice === null ? strategies : strategies.filter(({ as }) => as === choice.as);
  if (found.length === 1) return found[0]!;
  const names = oneOf(strategies.map(({ as }) => as));
  throw new ExploreError(
    `${file}:${line}:${column}: strategy: found none, but the scenario has ${strategies.length} of them. Fix: name one of ${names}.`,
  );
}

function unknownStrategy(name: string, { strategies }: LoadedScenario, { file, line, column }: Caller): ExploreError {
  const names = [...new Set([...strategies.map(({ as }) => as), ...catalogue.names])];
  const fix = didYouMean(name, names, 'give a built-in name, the path of a module such as `./mine.ts`, or a strategy');
  return new ExploreError(
    `${file}:${line}:${column}: strategy: found ${quoted(name)}, which is neither built in nor in the scenario's file. Fix: ${fix}${fix.endsWith('?') ? '' : '.'}`,
  );
}

/** @param added which of the strategies came from the option; null: none */
function nameOfPart(path: Path, added: number | null): string {
  const [first, second, ...rest] = path;
  if (added !== null && first === 'strategies' && second === added) return spelled('strategy', rest);
  return spelled('scenario', path);
}

function spelled(root: string, path: Path): string {
  const parts = path.map((part) => {
    if (typeof part === 'number') return `[${part}]`;
    return /^[A-Za-z_]\w*$/.test(part) ? `.${part}` : `[${JSON.stringify(part)}]`;
  });
  return `${root}${parts.join('')}`;
}
