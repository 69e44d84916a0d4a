/** How a counterexample can be executed again: its token, its command, and its trace file where one is asked for. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import type { FoundRun, Kept } from '../../harness/exploration/replay/counterexample.ts';
import { digestOf } from '../../harness/exploration/replay/digest.ts';
import type { RecordedEngine, RecordedStrategy, TraceFile } from '../../harness/exploration/replay/trace-file.ts';
import { traceFileOf } from '../../harness/exploration/replay/trace-file.ts';
import type { Result } from '../../harness/result.ts';
import type { Scenario, StrategyUse } from '../../harness/scenario.ts';
import { isModulePath } from '../../scenarios/strategy-name.ts';
import { CliError } from '../errors.ts';
import { version } from '../package-root.ts';
import { engineName } from './engine-name.ts';
import { pinnedSteps, regressionText } from './regression.ts';

export interface Keeping {
  /** The whole one, as in its file; `found.reduction` says what a shrunk counterexample leaves out. */
  readonly scenario: Scenario;
  readonly use: StrategyUse;
  readonly engine: RecordedEngine;
  /** The folder for trace files; null for none. */
  readonly directory: string | null;
}

export function keeperOf(keeping: Keeping): (found: FoundRun) => Kept {
  const { scenario, use, engine, directory } = keeping;
  const on = engine.kind === 'real' ? ' --on real' : '';
  // A module of the command line is no part of the file.
  const isNamed = scenario.strategies.some(({ as }) => as === use.as);
  return (found) => {
    const trace = traceOf(keeping, found);
    const { token } = trace;
    const module = isNamed ? '' : ` --strategy ${quote(pathOf(use.use))}`;
    const regression = regressionOf(keeping, found, token);
    const kept: Kept = {
      token,
      replay: `npx stalemate replay ${token} ${quote(scenario.file)}${module}${on}`,
      recording: trace,
      ...(regression === null ? {} : { regression }),
    };
    return directory === null ? kept : { ...kept, traceFile: writeTrace(directory, trace) };
  };
}

/** What is written of a run that shows an anomaly. */
export function traceOf({ scenario, use, engine }: Omit<Keeping, 'directory'>, found: FoundRun): TraceFile {
  return traceFileOf({ ...found, scenario, use, strategy: recordedStrategy(use), engine, stalemate: version });
}

/** To be saved beside the scenario's own file. Null where a pinned schedule would mean another run. */
function regressionOf({ scenario, use, engine }: Keeping, found: FoundRun, token: string): string | null {
  const { recorded, anomaly, because } = found;
  const steps = pinnedSteps(recorded);
  if (typeof steps === 'string') return null;
  const report = { shown: [anomaly], anomaly, replayedOn: engineName(engine, version) };
  return regressionText({
    scenario: recorded.run.plan.scenario,
    use,
    steps,
    report,
    because,
    origin: token,
    file: scenario.file,
  });
}

/** Named after what it shows: the next run writes the same failure to the same file. */
function nameOf({ scenario, strategy, anomaly }: TraceFile): string {
  return `${scenario.name}-${strategy.as}-${anomaly ?? 'run'}.trace.json`;
}

/** @returns the path */
export function writeTrace(
  directory: string,
  trace: TraceFile,
  name: string = nameOf(trace),
  write: WriteFile = writeFile,
): string {
  const file = join(directory, name);
  write(file, `${JSON.stringify(trace, null, 2)}\n`);
  return file;
}

export type WriteFile = (file: string, text: string) => void;

/** With its folder. @throws CliError when it cannot be written */
export function writeFile(file: string, text: string): void {
  try {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  } catch (error) {
    throw new CliError(`${file}: ${(error as Error).message}. Fix: name a folder that can be written`);
  }
}

/** @param kind the engine that explores; of a twin run that is the embedded one */
export function recordedEngine(kind: RecordedEngine['kind'], { redis, mysql }: Result['servers']): RecordedEngine {
  return kind === 'embedded' ? { kind, redis: null, mysql: null } : { kind, redis, mysql };
}

function recordedStrategy({ use, as, with: options }: StrategyUse): RecordedStrategy {
  if (!isModulePath(use)) return { use, as, with: options, module: null };
  return { use: pathOf(use), as, with: options, module: digestOfModule(use) };
}

/** From the working directory. */
function pathOf(file: string): string {
  return relative('.', file).split(sep).join('/');
}

/** Null when it is not there any more. */
export function digestOfModule(path: string): string | null {
  try {
    return digestOf(readFileSync(path, 'utf8'));
  } catch {
    return null;
  }
}

/** A path as a shell takes it. */
export function quote(path: string): string {
  return /^[\w./@-]+$/.test(path) ? path : JSON.stringify(path);
}
