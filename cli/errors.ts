/** Errors that are meant for people: a message, the next act, and the exit code. Everything else is a bug of ours. */
import { InfraError } from '../infra/errors.ts';
import { NotEmbedded } from '../harness/engines/embedded/not-embedded.ts';
import { NotSupported, ServerLost, ServerUnsuitable } from '../harness/engines/real/errors.ts';
import { NoMatchError } from '../scenarios/find.ts';
import { exitCodes } from './exit-codes.ts';

export class CliError extends Error {
  override readonly name = 'CliError';
  readonly exitCode: number;

  constructor(message: string, exitCode: number = exitCodes.badInput) {
    super(message);
    this.exitCode = exitCode;
  }
}

/** The lines to print and the code to exit with. */
export function explainError(error: unknown): { readonly text: string; readonly exitCode: number } {
  if (error instanceof CliError) return { text: error.message, exitCode: error.exitCode };
  if (error instanceof NoMatchError)
    return { text: `${error.message}. Fix: ${error.fix}`, exitCode: exitCodes.noMatch };
  if (error instanceof InfraError) return { text: `${error.message}\nFix: ${error.fix}`, exitCode: exitCodes.badInput };
  if (error instanceof ServerUnsuitable) return { text: error.message, exitCode: exitCodes.badInput };
  if (error instanceof ServerLost) return { text: error.message, exitCode: exitCodes.internal };
  if (error instanceof NotEmbedded || error instanceof NotSupported)
    return { text: error.message, exitCode: exitCodes.badInput };
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return {
    text: `This is a bug in Stalemate. Please report it with the text below.\n${stack}`,
    exitCode: exitCodes.internal,
  };
}
