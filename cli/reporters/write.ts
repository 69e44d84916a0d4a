/** Writes documents to where they were asked for. What cannot be written is told when all the rest has been. */
import { appendFile, mkdir, stat, writeFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Result } from '../../harness/result.ts';
import { CliError } from '../errors.ts';
import { print, say } from '../terminal.ts';
import type { Reporting } from './choose.ts';

/** @param option is named when the file cannot be written */
export async function writeDocument(path: string, text: string, option: string): Promise<void> {
  try {
    await mkdir(dirname(resolve(path)), { recursive: true });
    // Level and time stamp are fixed: the same result is the same file.
    await writeFile(path, path.endsWith('.gz') ? gzipSync(text, { level: 9 }) : text);
  } catch (error) {
    throw new CliError(`${option} ${path}: ${(error as Error).message}. Fix: name a file that can be written`);
  }
}

/** @throws CliError that names every file that could not be written */
export async function writeFiles(result: Result, { files, github }: Reporting): Promise<void> {
  const { documents } = await import('../../reports/registry.ts');
  const problems: string[] = [];
  const attempt = async (write: () => Promise<void>): Promise<void> => {
    await write().catch((error: unknown) => {
      if (!(error instanceof CliError)) throw error;
      problems.push(error.message);
    });
  };
  for (const [name, path] of files) {
    await attempt(() => writeDocument(path, documents[name](result), `--output-file.${name}`));
  }
  if (github !== null) await attempt(() => tellGithub(result, github.summary));
  if (problems.length > 0) throw new CliError(problems.join('\n'));
}

/** Annotations go to the log; the summary to a file of its own, or below what the step has written already. */
async function tellGithub(result: Result, path: string | null): Promise<void> {
  const { annotationsOf, jobSummaryOf, SUMMARY_BYTES_MAX } = await import('../../reports/github/github.ts');
  await print(annotationsOf(result));
  if (path !== null) return writeDocument(path, jobSummaryOf(result), '--output-file.github');
  const summary = process.env['GITHUB_STEP_SUMMARY'];
  if (!summary) {
    say('github: there is no job summary, for $GITHUB_STEP_SUMMARY is not set. Fix: --output-file.github FILE');
    return;
  }
  const { size } = await stat(summary).catch(() => ({ size: 0 }));
  try {
    await appendFile(summary, `${jobSummaryOf(result, SUMMARY_BYTES_MAX - size)}\n`);
  } catch (error) {
    throw new CliError(`$GITHUB_STEP_SUMMARY ${summary}: ${(error as Error).message}`);
  }
}
