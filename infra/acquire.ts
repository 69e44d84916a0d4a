import { NO_NEEDS, type ServerNeeds } from '../harness/engines/real/servers.ts';
import { cacheRoot, instancesRoot, stagingRoot } from './directories.ts';
import { InfraError, reasonOf } from './errors.ts';
import { kafkaProviderNames, kafkaProviders } from './kafka/registry.ts';
import { sweep } from './keeper/sweep.ts';
import type { Provided, ProviderContext } from './provider.ts';
import { type ProviderName, providerNames, providers } from './registry.ts';

export interface AcquireOptions {
  readonly redisUrl?: string | undefined;
  readonly mysqlUrl?: string | undefined;
  /** Brokers, as HOST:PORT[,HOST:PORT]. */
  readonly kafkaUrl?: string | undefined;
  /** Default: a Redis and a MySQL, and nothing else. */
  readonly needs?: ServerNeeds | undefined;
  /** Only these, in this order. Default: those of STALEMATE_PROVIDERS, or all, in the registry's order. */
  readonly providers?: readonly ProviderName[] | undefined;
  /**
   * Do not wait for another Stalemate that uses the servers given by URL. They keep apart, but slow each other down.
   * Default: whether STALEMATE_SHARED_SERVERS is set.
   */
  readonly isShared?: boolean | undefined;
  /** What takes long is told as it goes: downloads, first starts. */
  readonly onProgress?: ((line: string) => void) | undefined;
  readonly env?: NodeJS.ProcessEnv | undefined;
  readonly signal?: AbortSignal | undefined;
}

export type Acquired = Provided & { readonly provider: ProviderName };

/**
 * A real Redis and a real MySQL, from the first provider that can give them, and what else is needed. A Kafka comes from
 * the brokers that were named, or along with the others, or from a provider of its own.
 *
 * Guarantees: what was started here is gone after `close`, and when this process ends in any way, `kill -9` included.
 * Servers that were asked for by URL are used or are an error; nothing else is put in their place.
 */
export async function acquireServers(options: AcquireOptions = {}): Promise<Acquired> {
  const env = options.env ?? process.env;
  const kafkaUrl = options.kafkaUrl ?? (env.STALEMATE_KAFKA_URL || undefined);
  const needs = options.needs ?? NO_NEEDS;
  const context: ProviderContext = {
    env,
    redisUrl: options.redisUrl ?? (env.STALEMATE_REDIS_URL || undefined),
    mysqlUrl: options.mysqlUrl ?? (env.STALEMATE_MYSQL_URL || undefined),
    kafkaUrl,
    // Who brings a Kafka along need not, when there is one.
    needs: { ...needs, kafka: needs.kafka && kafkaUrl === undefined },
    isShared: options.isShared ?? Boolean(env.STALEMATE_SHARED_SERVERS),
    cache: cacheRoot(env),
    onProgress: options.onProgress ?? (() => {}),
    signal: options.signal,
  };
  await Promise.all([instancesRoot(), stagingRoot(context.cache)].map(sweep));
  const hasUrls = context.redisUrl !== undefined || context.mysqlUrl !== undefined;
  const allowed = options.providers ?? namedProviders(env);
  const names = options.providers === undefined && hasUrls ? (['external'] as const) : allowed;
  const candidates = names.map((name) => ({ name, ...providers[name] }));
  const found = await firstOf('Redis and MySQL', candidates, context, hasUrls);
  const servers = { ...found.given, provider: found.name };
  return needs.kafka && servers.kafka === undefined ? withKafka(servers, allowed, context) : servers;
}

async function withKafka(
  servers: Acquired,
  allowed: readonly ProviderName[],
  context: ProviderContext,
): Promise<Acquired> {
  const hasUrl = context.kafkaUrl !== undefined;
  const names = kafkaProviderNames.filter((name) => (name === 'external' ? hasUrl : !hasUrl && allowed.includes(name)));
  const candidates = names.map((name) => ({ name, ...kafkaProviders[name] }));
  try {
    const { given } = await firstOf('Kafka', candidates, context, hasUrl);
    return {
      ...servers,
      kafka: given.kafka,
      ...(given.places && { places: { ...servers.places, ...given.places } }),
      died: Promise.race([servers.died, given.died]),
      async close() {
        await Promise.all([servers.close(), given.close()]);
      },
    };
  } catch (error) {
    await servers.close();
    throw error;
  }
}

interface Candidate<Name, T> {
  readonly name: Name;
  provide(context: ProviderContext): Promise<T>;
}

/** @param hasUrls of those that `external` would use: then it is the only one */
async function firstOf<Name extends string, T>(
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
function wasAskedFor(provider: string, hasUrls: boolean, error: unknown): boolean {
  if (provider === 'external') return hasUrls;
  return error instanceof InfraError && error.code === 'E_DOCKER_IMAGE';
}
