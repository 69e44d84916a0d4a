/** How a command ends that has nothing to show but why: a server was lost before there was anything. */
import { failureOf } from '../harness/exploration/cell.ts';
import type { OpenEngines } from './engines.ts';
import { explainError } from './errors.ts';
import { resultOf } from './execute.ts';
import { printJson, say } from './terminal.ts';

/**
 * @returns the exit code
 * @throws the error itself when it did not come from a server
 */
export async function presentFailure(engines: OpenEngines, error: unknown, isJson: boolean): Promise<number> {
  const failure = failureOf(engines.engines);
  if (failure === null) throw error;
  const result = resultOf({ results: [], isInterrupted: false, error: failure }, engines);
  if (isJson) await printJson(result);
  say(explainError(failure).text);
  return result.exitCode;
}
