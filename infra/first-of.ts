import { InfraError, reasonOf } from './errors.ts';
import type { ProviderContext } from './provider.ts';

interface Candidate<Name, T> {
  readonly name: Name;
  provide(context: ProviderContext): Promise<T>;
}

/**
 * What the first candidate gives that can.
 *
 * @param hasUrls of servers that `external` would use: then nothing is put in their place
 * @throws InfraError with the reason of each candidate
 */
export async function firstOf<Name extends string, T>(
  what: string,
  candidates: readonly Candidate<Name, T>[],
  context: ProviderContext,
  hasUrls: boolean,
): Promise<{ readonly name: Name; readonly given: T }> {
  const failures: string[] = [];
  for (const { name, provide } of candidates) {
    try {
      context.signal?.throwIfAborted();
      return { name, given: await provide(context) };
    } catch (error) {
      if (context.signal?.aborted)
        throw new InfraError('E_ABORTED', 'Looking for servers was aborted.', 'Start again.');
      if (wasAskedFor(name, hasUrls, error)) throw error;
      failures.push(`  ${name}: ${reasonOf(error)}${error instanceof InfraError ? ` ${error.fix}` : ''}`);
    }
  }
  throw new InfraError(
    'E_NO_SERVERS',
    `No way to a real ${what}:\n${failures.join('\n')}`,
    'Mend one of these, or run with --on embedded.',
  );
}

/** Nothing is put in the place of a server that somebody has named. */
function wasAskedFor(provider: string, hasUrls: boolean, error: unknown): boolean {
  if (provider === 'external') return hasUrls;
  return error instanceof InfraError && (error.code === 'E_DOCKER_IMAGE' || error.code === 'E_KAFKA_HOME');
}
