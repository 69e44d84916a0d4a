/**
 * From a scenario file to a `Scenario`, or to every problem that the file has.
 *
 * Three passes: the text is YAML (`source.ts`), the value has the right form (`schema.ts`), and its parts fit together
 * (`checks/`). The last one also looks at what a faulty form leaves over.
 */
import { readFile, stat } from 'node:fs/promises';
import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { TextDecoder } from 'node:util';
import type { Scenario } from '../harness/scenario.ts';
import type { Profile } from '../harness/timed/profile.ts';
import type { StrategyCatalogue } from './catalogue.ts';
import { checkActors } from './checks/actors.ts';
import { checkExpectations } from './checks/expect.ts';
import { checkExplore } from './checks/explore.ts';
import { checkClocks } from './checks/clocks.ts';
import { checkFaults } from './checks/faults.ts';
import { checkKeys } from './checks/keys.ts';
import { checkPipeline } from './checks/pipeline.ts';
import { checkTopology } from './checks/topology.ts';
import { checkStrategies, type StrategyWorld } from './checks/strategies.ts';
import { checkThresholds } from './checks/thresholds.ts';
import { checkTimed } from './checks/timed.ts';
import type { Draft } from './checks/draft.ts';
import { issuesBehindKeys } from './behind-keys.ts';
import { errorMap, explain } from './explain.ts';
import { byPosition, type Finding, type Problem } from './problem.ts';
import { resolveScenario } from './resolve.ts';
import { salvage } from './salvage.ts';
import { type ScenarioFile, scenarioSchema } from './schema.ts';
import { parseSource, type Source } from './source.ts';

export { formatProblem, type Problem } from './problem.ts';

export interface LoadOptions {
  readonly strategies: StrategyCatalogue;
  /** Where relative paths begin. Default: the working directory. */
  readonly cwd?: string;
  /** Whether a path is an existing file; modules named by `use` must be. Default: asks the file system. */
  readonly isFile?: (path: string) => boolean;
}

export type Loaded =
  | { readonly ok: true; readonly scenario: Scenario }
  | { readonly ok: false; readonly problems: readonly Problem[] };

export const FILE_BYTES_MAX = 256 * 1024;

/** Reads and loads a file. A file that cannot be read is a problem like any other. */
export async function loadScenarioFile(path: string, options: LoadOptions): Promise<Loaded> {
  const read = await readText(resolve(options.cwd ?? '.', path));
  if ('text' in read) return loadScenario(read.text, path, options);
  return { ok: false, problems: [{ file: path, line: 1, column: 1, ...read }] };
}

/** @param path as the user wrote it; for messages, and for modules that are named relative to it */
export function loadScenario(text: string, path: string, options: LoadOptions): Loaded {
  const { source, problems: syntaxProblems } = parseSource(text);
  const problems: Problem[] = syntaxProblems.map((problem) => ({ file: path, ...problem }));
  if (!source) return { ok: false, problems: problems.sort(byPosition) };

  const absolutePath = resolve(options.cwd ?? '.', path);
  return loadSource(source, { path, absolutePath, options, problems, describe: ({ message }) => message });
}

export interface SourcePlace {
  /** As the user wrote it. */
  readonly path: string;
  readonly absolutePath: string;
  readonly options: LoadOptions;
  /** Those that are known already; they come first where places are equal. */
  readonly problems: readonly Problem[];
  /** What is said of a finding: where lines do not tell enough, also where it is. */
  readonly describe: (finding: Finding) => string;
}

/** The second and the third pass. */
export function loadSource(source: Source, place: SourcePlace): Loaded {
  const { path, absolutePath, options } = place;
  const { file, profile, findings } = examine(source, {
    catalogue: options.strategies,
    file: absolutePath,
    isFile: options.isFile ?? isExistingFile,
  });
  const problems = [...place.problems];
  for (const finding of findings) {
    const { at, on, fix } = finding;
    problems.push({ file: path, ...source.locate(at, on ?? 'value'), message: place.describe(finding), fix });
  }
  if (problems.length > 0 || !file) return { ok: false, problems: problems.sort(byPosition) };
  const lineOfExpectation = (index: number) => source.locate(['expect', index], 'value').line;
  return { ok: true, scenario: resolveScenario(file, { path, absolutePath, lineOfExpectation, profile }) };
}

interface Examined {
  readonly file: ScenarioFile | null;
  readonly profile: Profile | null;
  readonly findings: Finding[];
}

function examine(source: Source, world: StrategyWorld): Examined {
  const parsed = scenarioSchema.safeParse(source.value, { error: errorMap });
  const issues = issuesBehindKeys(
    source.value,
    (value) => scenarioSchema.safeParse(value, { error: errorMap }).error?.issues ?? [],
  );
  const findings = explain(issues, source.value, source.textOf);
  let profile: Profile | null = null;
  const draft: Draft | null = salvage<ScenarioFile>(source.value, issues);
  if (draft) {
    const report = (finding: Finding) => findings.push(finding);
    checkKeys(draft, report);
    checkActors(draft, report);
    checkTopology(draft, report);
    checkPipeline(draft, report);
    checkClocks(draft, report);
    checkFaults(draft, report);
    checkStrategies(draft, world, report);
    checkExplore(draft, report);
    checkExpectations(draft, report);
    checkThresholds(draft, report);
    profile = checkTimed(draft, world.file, report);
  }
  return { file: parsed.data ?? null, profile, findings };
}

async function readText(path: string): Promise<{ text: string } | { message: string; fix: string }> {
  try {
    const info = await stat(path);
    if (info.isDirectory()) {
      return {
        message: 'found a folder, expected a scenario file',
        fix: 'name a file, or let `stalemate run` search the folder',
      };
    }
    if (info.size > FILE_BYTES_MAX) {
      const message = `found a file of ${info.size} bytes, expected at most ${FILE_BYTES_MAX}`;
      return { message, fix: 'split it into several scenarios' };
    }
    const bytes = await readFile(path);
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(bytes) };
  } catch (error) {
    return unreadable(error);
  }
}

function unreadable(error: unknown): { message: string; fix: string } {
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
  if (code === 'ENOENT' || code === 'ENOTDIR') {
    return {
      message: 'found no such file, expected a scenario file',
      fix: 'correct the path; `stalemate list` shows the scenarios that exist',
    };
  }
  if (code === 'ERR_ENCODING_INVALID_ENCODED_DATA') {
    return { message: 'found bytes that are not UTF-8, expected a text in UTF-8', fix: 'save the file as UTF-8' };
  }
  return { message: `the file cannot be read (${code})`, fix: 'check its permissions' };
}

function isExistingFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
}
