/** Writes the HTML report and, beside it, the result that it was made from. */
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import type { ArgsDef } from 'citty';
import type { Result } from '../harness/result.ts';
import { CliError } from './errors.ts';
import { say } from './terminal.ts';

export const DEFAULT_OUTPUT = 'stalemate-report';

/** A report of this size is worth a word. */
const LARGE_BYTES = 5_000_000;

/** What every command that writes a report takes. */
export const liveArg = {
  live: {
    type: 'boolean',
    default: true,
    description: 'The report has the engine in it, to try other orders and strategies',
    negativeDescription: 'Leave the engine out of the report: 0.5 MB less, and a stricter policy',
  },
} as const satisfies ArgsDef;

export interface ReportOptions {
  /** An earlier result to compare with. */
  readonly baseline?: Result | null;
  /** Whether counterexamples can be tried in other orders: the engine is part of the file then. */
  readonly hasLive?: boolean;
}

/**
 * @param output a folder, or the report's own name when it ends with `.html`
 * @returns the path of the report
 */
export async function writeReport(
  result: Result,
  output: string,
  { baseline = null, hasLive = true }: ReportOptions = {},
): Promise<string> {
  const file = output.endsWith('.html') ? output : join(output, 'report.html');
  const { renderHtml } = await import('../reports/html/write.ts');
  const { alternativesOf } = await import('./side-by-side/alternatives.ts');
  const alternatives = await alternativesOf(result);
  const html = await renderHtml(result, { baseline, alternatives, ...(hasLive ? {} : { live: null }) });
  if (html.length > LARGE_BYTES)
    say(`${file} has ${Math.round(html.length / 1e6)} MB; browsers take a moment to open it`);
  try {
    await mkdir(dirname(resolve(file)), { recursive: true });
    await writeFile(file, html);
    await writeFile(file.replace(/\.html$/, '.json'), `${JSON.stringify(result, null, 2)}\n`);
  } catch (error) {
    throw new CliError(`--output ${output}: ${(error as Error).message}. Fix: name a folder that can be written`);
  }
  return file;
}
