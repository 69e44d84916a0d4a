/** How a command that executed something ends: the result on stdout and in files, the report in its folder, an error in words. */
import type { Result } from '../harness/result.ts';
import { explainError } from './errors.ts';
import type { Reporting } from './reporters/choose.ts';
import { writeFiles } from './reporters/write.ts';
import { writeReport } from './report.ts';
import { styleFor } from './style.ts';
import { renderSummary } from './summary.ts';
import { print, say } from './terminal.ts';

export interface Presentation {
  readonly reporting: Reporting;
  /** What ended the work early. */
  readonly error: unknown;
  /** The page of text, in place of that of `run`. */
  readonly render?: typeof renderSummary;
}

export async function present(result: Result, presentation: Presentation): Promise<void> {
  const { reporting, error, render = renderSummary } = presentation;
  const { stdout, output } = reporting;
  if (stdout === 'default') await print(render(result, styleFor(process.stdout), process.stdout.columns ?? 100));
  else if (stdout !== null) {
    const { documents } = await import('../reports/registry.ts');
    await print(documents[stdout](result));
  }
  if (error !== undefined) say(explainError(error).text);
  if (output !== null) {
    const line = `Report  ${await writeReport(result, output, reporting)}`;
    if (stdout === 'default') await print(`${line}\n`);
    else say(line);
  }
  if (reporting.files.size > 0 || reporting.github !== null) await writeFiles(result, reporting);
}
