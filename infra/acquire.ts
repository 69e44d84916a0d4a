import { NO_NEEDS, type ServerNeeds } from '../harness/engines/real/servers.ts';
import { cacheRoot, instancesRoot, stagingRoot } from './directories.ts';
import { InfraError, reasonOf } from './errors.ts';
import { sweep } from './keeper/sweep.ts';
import type { Provided, ProviderContext } from './provider.ts';
import { type ProviderName, providerNames, providers } from './registry.ts';

export interface AcquireOptions {
  readonly redisUrl?: string | undefined;
  readonly mysqlUrl?: string | undefined;
  /** Default: a Redis and a MySQL, and nothing else. */
  readonly needs?: ServerNeeds | undefined;
  /** Only these, in this order. Default: those of STALEMATE_PROVIDERS, or all, in the registry's order. */
  readonly providers?: readonly ProviderName[] | undefined;
  /** What takes long is told as it goes: downloads, first starts. */
  readonly onProgress?: ((line: string) => void) | undefined;
  readonly env?: NodeJS.ProcessEnv | undefined;
  readonly signal?: AbortSignal | undefined;
}

export type Acquired = Provided & { readonly provider: ProviderName };

/**
 * A real Redis and a real MySQL, from the first provider that can give them.
 *
 * Guarantees: what was started here is gone after `close`, and when this process ends in any way, `kill -9` included.
 * Servers that were asked for by URL are used or are an error; nothing else is put in their place.
 */
export async function acquireServers(options: AcquireOptions = {}): Promise<Acquired> {
  const env = options.env ?? process.env;
  const context: ProviderContext = {
    env,
    redisUrl: options.redisUrl ?? (env.STALEMATE_REDIS_URL || undefined),
    mysqlUrl: options.mysqlUrl ?? (env.STALEMATE_MYSQL_URL || undefined),
    needs: options.needs ?? NO_NEEDS,
    cache: cacheRoot(env),
    onProgress: options.onProgress ?? (() => {}),
    signal: options.signal,
  };
  await Promise.all([instancesRoot(), stagingRoot(context.cache)].map(sweep));
  const hasUrls = context.redisUrl !== undefined || context.mysqlUrl !== undefined;
  const failures: string[] = [];
  for (const provider of options.providers ?? (hasUrls ? (['external'] as const) : namedProviders(env))) {
    try {
      context.signal?.throwIfAborted();
      return { ...(await providers[provider].provide(context)), provider };
    } catch (error) {
      if (context.signal?.aborted)
        throw new InfraError('E_ABORTED', 'Looking for servers was aborted.', 'Start again.');
      if (wasAskedFor(provider, hasUrls, error)) throw error;
      failures.push(`  ${provider}: ${reasonOf(error)}${error instanceof InfraError ? ` ${error.fix}` : ''}`);
    }
  }
  throw new InfraError(
    'E_NO_SERVERS',
    `No way to a real Redis and MySQL:\n${failures.join('\n')}`,
    'Mend one of these, or run with --on embedded.',
  );
}

function namedProviders(env: NodeJS.ProcessEnv): readonly ProviderName[] {
  const words = (env.STALEMATE_PROVIDERS ?? '').split(',').map((word) => word.trim());
  const names = words.filter(Boolean);
  const unknown = names.filter((name) => !(providerNames as readonly string[]).includes(name));
  if (unknown.length === 0) return names.length === 0 ? providerNames : (names as ProviderName[]);
  throw new InfraError(
    'E_PROVIDER',
    `STALEMATE_PROVIDERS: found "${unknown.join('", "')}", expected some of ${providerNames.join(', ')}.`,
    'For example STALEMATE_PROVIDERS=local,packages.',
  );
}

/** Nothing is put in the place of a server that somebody has named. */
function wasAskedFor(provider: ProviderName, hasUrls: boolean, error: unknown): boolean {
  if (provider === 'external') return hasUrls;
  return error instanceof InfraError && error.code === 'E_DOCKER_IMAGE';
}
