/** Reads a result from a file that somebody kept: JSON or NDJSON, compressed or not. Says what is wrong with any other file. */
import { readFile } from 'node:fs/promises';
import { gunzipSync } from 'node:zlib';
import type { z } from 'zod';
import type { Advice, Result } from '../../harness/result.ts';
import { RESULT_SCHEMA_VERSION } from '../../harness/result.ts';
import { CliError } from '../errors.ts';
import { adviceSchema, resultSchema } from './schema.ts';

export interface ResultFile {
  readonly file: string;
  readonly result: Result;
}

/** Of one file; a file that is wrong in more places is another file altogether. */
const PROBLEMS_MAX = 5;

const EXPECTED = 'the result of `stalemate run --output-file.json FILE`, or `report.json` beside a report';

export interface ReadOptions {
  /** Whether the advice of `stalemate advise --json` will do: as a result that has nothing else. */
  readonly takesAdvice?: boolean;
}

/** @throws CliError that tells of every file that is no result, at once */
export async function readResults(
  files: readonly string[],
  { takesAdvice = false }: ReadOptions = {},
): Promise<readonly ResultFile[]> {
  const read = await Promise.all(files.map((file) => readOne(file, takesAdvice)));
  const problems = read.filter((one) => typeof one === 'string');
  if (problems.length > 0) throw new CliError([...new Set(problems)].join('\n'));
  return read.filter((one) => typeof one !== 'string');
}

async function readOne(file: string, takesAdvice: boolean): Promise<ResultFile | string> {
  const text = await textOf(file);
  if (text.problem !== null) return `${file}: ${text.problem}`;
  const data = parse(text.text);
  if (data === undefined) return `${file}: ${noJson(text.text)}`;
  const problem = otherForm(data);
  if (problem !== null) return `${file}: ${problem}`;
  if (isAdvice(data)) return readAdvice(file, data, takesAdvice);
  const parsed = resultSchema.safeParse(data);
  if (parsed.success) return { file, result: data as Result };
  return damaged(file, parsed.error.issues);
}

type Text = { readonly text: string; readonly problem: null } | { readonly text: null; readonly problem: string };

async function textOf(file: string): Promise<Text> {
  try {
    const bytes = await readFile(file);
    const isPacked = bytes[0] === 0x1f && bytes[1] === 0x8b;
    return { text: (isPacked ? gunzipSync(bytes) : bytes).toString('utf8'), problem: null };
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    return { text: null, problem: `it cannot be read (${code ?? message}). Fix: name ${EXPECTED}` };
  }
}

/** Undefined for what is neither JSON nor lines of it. */
function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return parseLines(text);
  }
}

function parseLines(text: string): unknown {
  try {
    const [head, ...cells] = text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    if (head?.['type'] !== 'result') return undefined;
    const { type: _, ...rest } = head;
    return { ...rest, results: cells.map(({ type: __, ...cell }) => cell) };
  } catch {
    return undefined;
  }
}

function noJson(text: string): string {
  if (/^\s*<!doctype html/i.test(text))
    return 'found an HTML report, expected the result that it was made from. Fix: name the `.json` beside it';
  return `found no JSON, expected ${EXPECTED}. Fix: use --output-file.json, so that nothing else is in it`;
}

/** Other files of ours that people have at hand, and results of other versions. */
function otherForm(data: unknown): string | null {
  const { format, schemaVersion, stalemate } = (data ?? {}) as Record<string, unknown>;
  if (format === 'stalemate-trace')
    return `found a trace file, expected ${EXPECTED}. Fix: \`stalemate replay\` takes traces`;
  if (schemaVersion === undefined) return `found JSON that is no result, expected ${EXPECTED}`;
  if (schemaVersion === RESULT_SCHEMA_VERSION) return null;
  return `found a result with schemaVersion ${String(schemaVersion)}, expected ${RESULT_SCHEMA_VERSION}. Fix: use the version of Stalemate that wrote it (${String(stalemate)})`;
}

/** A document of `stalemate advise`, by what no result has. */
function isAdvice(data: unknown): data is object {
  return typeof data === 'object' && data !== null && 'sweeps' in data && 'target' in data;
}

function readAdvice(file: string, data: object, isTaken: boolean): ResultFile | string {
  if (!isTaken)
    return `${file}: found the advice of \`stalemate advise\`, expected ${EXPECTED}. Fix: \`stalemate report\` takes it`;
  const parsed = adviceSchema.safeParse(data);
  if (!parsed.success) return damaged(file, parsed.error.issues);
  return { file, result: resultOfAdvice(data as Advice) };
}

const VERDICTS = { met: 'pass', 'not-met': 'fail', inconclusive: 'inconclusive' } as const;

/** Advice runs on the embedded engine alone. */
function resultOfAdvice(advice: Advice): Result {
  return {
    schemaVersion: RESULT_SCHEMA_VERSION,
    stalemate: advice.stalemate,
    verdict: VERDICTS[advice.verdict],
    exitCode: advice.exitCode,
    servers: { redis: null, mysql: null, kafka: null },
    unconfirmed: ['Advice is simulated on the embedded engine: as good as the latencies and the load of its file.'],
    results: [],
    advice: [advice],
  };
}

function damaged(file: string, issues: readonly z.core.$ZodIssue[]): string {
  const lines = issues.slice(0, PROBLEMS_MAX).map(({ path, message }) => `${file}: ${path.join('.')}: ${message}`);
  const rest = issues.length - lines.length;
  const more = rest > 0 ? [`${file}: … and ${rest} more`] : [];
  return [...lines, ...more, `${file}: it is damaged. Fix: let Stalemate write it again`].join('\n');
}
