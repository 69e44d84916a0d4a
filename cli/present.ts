/** How a command that executed something ends: the result on stdout, the report in its folder, an error in words. */
import type { Result } from '../harness/result.ts';
import { explainError } from './errors.ts';
import { writeReport } from './report.ts';
import { styleFor } from './style.ts';
import { renderSummary } from './summary.ts';
import { print, printJson, say } from './terminal.ts';

export interface Presentation {
  /** JSON and nothing else on stdout. */
  readonly isJson: boolean;
  /** Where the report goes; null for none. */
  readonly output: string | null;
  /** What ended the work early. */
  readonly error: unknown;
  /** The page of text, in place of that of `run`. */
  readonly render?: typeof renderSummary;
}

export async function present(
  result: Result,
  { isJson, output, error, render = renderSummary }: Presentation,
): Promise<void> {
  if (isJson) await printJson(result);
  else await print(render(result, styleFor(process.stdout), process.stdout.columns ?? 100));
  if (output !== null) {
    const line = `Report  ${await writeReport(result, output)}`;
    if (isJson) say(line);
    else await print(`${line}\n`);
  }
  if (error !== undefined) say(explainError(error).text);
}
