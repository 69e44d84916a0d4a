/** `--reporter a,b`, `--output-file.NAME PATH`, `--json` and `--output`: which forms a result is written in, and where each goes. */
import type { ArgsDef } from 'citty';
import { resolve } from 'node:path';
import type { DocumentName } from '../../reports/registry.ts';
import { didYouMean } from '../../scenarios/words.ts';
import { CliError } from '../errors.ts';
import { DEFAULT_OUTPUT, liveArg } from '../report.ts';

/** Forms that are one document each. */
const DOCUMENTS = ['json', 'ndjson', 'junit', 'sarif', 'markdown'] as const satisfies readonly DocumentName[];
const WITH_FILE = [...DOCUMENTS, 'github'] as const;
const REPORTERS = ['default', 'html', ...WITH_FILE] as const;

type ReporterName = (typeof REPORTERS)[number];
type NameWithFile = (typeof WITH_FILE)[number];

export interface Reporting {
  /** The page of text, or one document and nothing else; null: nothing. */
  readonly stdout: 'default' | DocumentName | null;
  readonly files: ReadonlyMap<DocumentName, string>;
  /** The folder of the HTML report, or its own path; null for none. */
  readonly output: string | null;
  /** The report has the engine in it. */
  readonly hasLive: boolean;
  /** Null: no workflow of GitHub is told. */
  readonly github: { readonly summary: string | null } | null;
}

const pathOf = (what: string) => ({ type: 'string', valueHint: 'FILE', description: `Where ${what} goes` }) as const;

/** Where a result goes, for commands that have one. */
export const reporterArgs = {
  json: { type: 'boolean', description: 'The result as JSON on stdout, and nothing else there: --reporter json' },
  reporter: {
    type: 'string',
    valueHint: 'NAME,…',
    description: `How to write the result: ${REPORTERS.join(', ')}`,
  },
  'output-file.json': pathOf('the JSON (compressed when it ends in .gz)'),
  'output-file.ndjson': pathOf('the JSON, a line for each cell,'),
  'output-file.junit': pathOf("JUnit's XML"),
  'output-file.sarif': pathOf('the SARIF'),
  'output-file.markdown': pathOf('the Markdown'),
  'output-file.github': pathOf("the job's summary, in place of $GITHUB_STEP_SUMMARY,"),
  output: {
    type: 'string',
    valueHint: 'DIR',
    description: `Where the HTML report goes. Default: ${DEFAULT_OUTPUT}/, none where reporters are named without html`,
  },
  ...liveArg,
} as const satisfies ArgsDef;

export type GivenReporting = Readonly<Partial<Record<keyof typeof reporterArgs, unknown>>>;

/**
 * @param fallback what is written when no reporter is named
 * @throws CliError with everything that is wrong
 */
export function reportingOf(given: GivenReporting, fallback: readonly ReporterName[] = ['default', 'html']): Reporting {
  const problems: string[] = [];
  const paths = new Map<NameWithFile, string>();
  for (const name of WITH_FILE) {
    const path = given[`output-file.${name}`];
    if (typeof path === 'string') paths.set(name, path);
  }
  const chosen = chosenOf(given, fallback, problems);
  const names = new Set<ReporterName>([...chosen, ...paths.keys()]);
  const toStdout = [...names].filter((name) => name === 'default' || (isDocument(name) && !paths.has(name)));
  problems.push(...stdoutProblems(toStdout, names), ...pathProblems(paths));
  if (problems.length > 0) throw new CliError(problems.join('\n'));
  const output = typeof given.output === 'string' ? given.output : null;
  return {
    stdout: (toStdout[0] as Reporting['stdout']) ?? null,
    files: new Map([...paths].filter((entry): entry is [DocumentName, string] => isDocument(entry[0]))),
    output: output ?? (names.has('html') ? DEFAULT_OUTPUT : null),
    hasLive: given.live !== false,
    github: names.has('github') ? { summary: paths.get('github') ?? null } : null,
  };
}

function chosenOf(
  given: GivenReporting,
  fallback: readonly ReporterName[],
  problems: string[],
): readonly ReporterName[] {
  if (given.reporter === undefined) return given.json === true ? ['json'] : fallback;
  if (given.json === true) problems.push('found --json and --reporter, expected one of them. Fix: --reporter json,…');
  const words = String(given.reporter)
    .split(',')
    .map((word) => word.trim());
  for (const word of words) {
    if (isReporter(word)) continue;
    const hint = didYouMean(word, REPORTERS, `use ${REPORTERS.join(', ')}`);
    problems.push(`--reporter: found "${word}". Fix: ${hint}`);
  }
  return words.filter(isReporter);
}

/** A document has stdout for itself; the page of text and GitHub's commands are both for a log. */
function stdoutProblems(toStdout: readonly ReporterName[], names: ReadonlySet<ReporterName>): string[] {
  const document = toStdout.find(isDocument);
  const all = [...toStdout, ...(names.has('github') ? (['github'] as const) : [])];
  if (document === undefined || all.length === 1) return [];
  const others = all.filter((name) => name !== document).join(' and ');
  return [
    `--reporter: found ${document} on stdout together with ${others}, expected nothing beside it. Fix: --output-file.${document} FILE`,
  ];
}

function pathProblems(paths: ReadonlyMap<NameWithFile, string>): string[] {
  const byPath = new Map<string, string[]>();
  for (const [name, path] of paths) {
    const key = resolve(path);
    byPath.set(key, [...(byPath.get(key) ?? []), `--output-file.${name}`]);
  }
  return [...byPath.values()]
    .filter((options) => options.length > 1)
    .map((options) => `${options.join(' and ')} name the same file. Fix: a file for each`);
}

function isReporter(name: string): name is ReporterName {
  return REPORTERS.some((known) => known === name);
}

function isDocument(name: string): name is DocumentName {
  return DOCUMENTS.some((known) => known === name);
}
