/** What a strategy threw, in one line. */
import { inspect } from 'node:util';

/** An error with the place where it was made; anything else as it would be written in code. */
export function describeError(error: unknown): string {
  if (error === undefined || error === null) return 'rejected without a reason';
  if (!(error instanceof Error)) return typeof error === 'string' ? error : inspect(error, { breakLength: Infinity });
  return error.stack?.split('\n').slice(0, 2).join(' ').replace(/\s+/g, ' ') ?? error.message;
}
