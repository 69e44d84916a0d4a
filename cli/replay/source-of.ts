/** Which of the three forms a schedule was given in. */
import { TOKEN_FORM } from '../../harness/exploration/replay/token.ts';
import { isModulePath } from '../../scenarios/strategy-name.ts';
import { CliError } from '../errors.ts';
import type { Source } from './source.ts';
import { sourceOfSchedule, sourceOfToken, sourceOfTrace } from './source.ts';

/** Reads the words of a command line: a token, a trace file, or a scenario file with a schedule. */
export function sourceOf(
  command: 'replay' | 'shrink',
  words: readonly string[],
  schedule: string | undefined,
  strategies: readonly string[],
): Promise<Source> {
  const [first, second = null] = words;
  const most = schedule === undefined ? 2 : 1;
  if (first === undefined || words.length > most) {
    const expected =
      schedule === undefined ? 'a token or a trace file, and the scenario where it has moved' : 'one scenario file';
    throw new CliError(
      `${command}: found ${words.length} words, expected ${expected}. \`stalemate ${command} --help\` shows how`,
    );
  }
  if (schedule !== undefined) return sourceOfSchedule(first, schedule, strategies);
  const isToken = TOKEN_FORM.test(first);
  if (strategies.length > 0 && !(isToken && strategies.every(isModulePath))) {
    throw new CliError(
      `${command}: found --strategy without --schedule; a token or a trace knows its strategy. Fix: leave it out, unless it is a file that the scenario does not name`,
    );
  }
  if (isToken) return sourceOfToken(first, second, strategies);
  if (/\.ya?ml$/.test(first)) {
    throw new CliError(
      `${command}: found ${first}, expected a token or a trace file before it. Fix: add --schedule "reader writer …", or put the token first`,
    );
  }
  return sourceOfTrace(first, second);
}
