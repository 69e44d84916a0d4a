/** How a command ends that has nothing to show but why: a server was lost before there was anything. */
import { failureOf } from '../harness/exploration/cell.ts';
import type { OpenEngines } from './engines.ts';
import { resultOf } from './execute.ts';
import { present } from './present.ts';
import type { Reporting } from './reporters/choose.ts';

/**
 * @returns the exit code
 * @throws the error itself when it did not come from a server
 */
export async function presentFailure(engines: OpenEngines, error: unknown, reporting: Reporting): Promise<number> {
  const failure = failureOf(engines.engines);
  if (failure === null) throw error;
  const result = resultOf({ results: [], isInterrupted: false, error: failure }, engines);
  // There is no page of text about nothing.
  const stdout = reporting.stdout === 'default' ? null : reporting.stdout;
  await present(result, { reporting: { ...reporting, stdout, output: null }, error: failure });
  return result.exitCode;
}
