/** Reads a trace file and says everything that is wrong with it. */
import { readFile } from 'node:fs/promises';
import type { Scenario } from '../../harness/scenario.ts';
import { digestOf } from '../../harness/exploration/replay/digest.ts';
import { essenceOf, lanesOf } from '../../harness/exploration/replay/identity.ts';
import type { TraceFile } from '../../harness/exploration/replay/trace-file.ts';
import { scenarioOfTrace } from '../../harness/exploration/replay/trace-file.ts';
import { reduceScenario } from '../../harness/exploration/shrink/reduction.ts';
import { errorMap, explain } from '../../scenarios/explain.ts';
import type { Finding } from '../../scenarios/problem.ts';
import { byPosition, formatProblem } from '../../scenarios/problem.ts';
import { parseSource } from '../../scenarios/source.ts';
import { didYouMean, quoted } from '../../scenarios/words.ts';
import { CliError } from '../errors.ts';
import { traceSchema } from './trace-schema.ts';

const AGAIN = 'restore the file, or replay its token';

/** @throws CliError with every problem of the file */
export async function readTrace(file: string): Promise<TraceFile> {
  const text = await readText(file);
  const value = parseJson(text, file);
  const parsed = traceSchema.safeParse(value, { error: errorMap });
  if (!parsed.success) throw problemsOf(file, text, explain(parsed.error.issues, value));
  const trace = parsed.data as unknown as TraceFile;
  const findings = checkParts(trace);
  if (findings.length > 0) throw problemsOf(file, text, findings);
  return trace;
}

async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new CliError(`${file}: the file cannot be read (${code}). Fix: correct the path`);
  }
}

function parseJson(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const { problems } = parseSource(text);
    const { line, column } = problems[0] ?? { line: text.split('\n').length, column: 1 };
    throw new CliError(
      `${file}:${line}:${column}: found a text that is not JSON (${(error as Error).message}), expected a trace file. Fix: ${AGAIN}.`,
    );
  }
}

/** What the form alone does not say. */
function checkParts(trace: TraceFile): Finding[] {
  const { strategy, scenarioDigest, reduction, schedule } = trace;
  const use = { use: strategy.use, as: strategy.as, with: strategy.with };
  const scenario: Scenario = scenarioOfTrace(trace, use);
  const findings: Finding[] = [];
  const digest = digestOf(essenceOf(scenario, use));
  if (digest !== scenarioDigest) {
    findings.push({
      at: ['scenarioDigest'],
      message: `found ${quoted(scenarioDigest)}, expected ${quoted(digest)}: the scenario in this file is not the one that was recorded`,
      fix: AGAIN,
    });
  }
  const lanes = lanesOf(reduction === undefined ? scenario : reduceScenario(scenario, reduction));
  schedule.forEach(({ actor }, i) => {
    if (lanes.includes(actor)) return;
    const message = `found ${quoted(actor)}, which is no actor of the scenario`;
    findings.push({ at: ['schedule', i, 'actor'], message, fix: didYouMean(actor, lanes, AGAIN) });
  });
  return findings;
}

function problemsOf(file: string, text: string, findings: readonly Finding[]): CliError {
  const { source } = parseSource(text);
  const problems = findings.map(({ at, on, message, fix }) => {
    const position = source?.locate(at, on ?? 'value') ?? { line: 1, column: 1 };
    return { file, ...position, message: `${pathOf(at)}: ${message}`, fix };
  });
  const lines = problems.sort(byPosition).map(formatProblem);
  return new CliError(`${lines.join('\n')}\nNothing was replayed.`);
}

/** `schedule[3].actor`, counted from 1. */
function pathOf(at: Finding['at']): string {
  const path = at.map((name) => (typeof name === 'number' ? `[${name + 1}]` : `.${name}`)).join('');
  return path === '' ? 'the file' : path.replace(/^\./, '');
}
