import { NO_NEEDS, type ServerNeeds } from '../harness/engines/real/servers.ts';
import { cacheRoot, instancesRoot, stagingRoot } from './directories.ts';
import { InfraError } from './errors.ts';
import { firstOf } from './first-of.ts';
import { flavorsOf } from './flavors.ts';
import type { ProvidedKafka } from './kafka/provider.ts';
import { kafkaProviderNames, kafkaProviders } from './kafka/registry.ts';
import { sweep } from './keeper/sweep.ts';
import type { Provided, ProviderContext } from './provider.ts';
import { type ProviderName, providerNames, providers } from './registry.ts';

export interface AcquireOptions {
  readonly redisUrl?: string | undefined;
  readonly mysqlUrl?: string | undefined;
  /** Replicas of that MySQL, separated by commas; looked at only when replicas are needed. */
  readonly mysqlReplicaUrl?: string | undefined;
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
  const context = await contextOf(options);
  // A replica that was named says whose it is: who names one alone is told that the others are missing.
  const hasUrls = [context.redisUrl, context.mysqlUrl, context.mysqlReplicaUrl].some((url) => url !== undefined);
  const allowed = options.providers ?? namedProviders(context.env);
  const names = options.providers === undefined && hasUrls ? (['external'] as const) : allowed;
  const candidates = names.map((name) => ({ name, ...providers[name] }));
  const found = await firstOf('Redis and MySQL', candidates, context, hasUrls);
  const servers = { ...found.given, provider: found.name };
  return options.needs?.kafka && servers.kafka === undefined ? withKafka(servers, allowed, context) : servers;
}

/** A real Kafka alone. */
export async function acquireKafka(options: AcquireOptions = {}): Promise<ProvidedKafka> {
  const context = await contextOf(options);
  return provideKafka(options.providers ?? namedProviders(context.env), context);
}

async function contextOf(options: AcquireOptions): Promise<ProviderContext> {
  const env = options.env ?? process.env;
  const kafkaUrl = options.kafkaUrl ?? (env.STALEMATE_KAFKA_URL || undefined);
  const { replicas, kafka } = options.needs ?? NO_NEEDS;
  const context: ProviderContext = {
    env,
    redisUrl: options.redisUrl ?? (env.STALEMATE_REDIS_URL || undefined),
    mysqlUrl: options.mysqlUrl ?? (env.STALEMATE_MYSQL_URL || undefined),
    mysqlReplicaUrl: options.mysqlReplicaUrl ?? (env.STALEMATE_MYSQL_REPLICA_URL || undefined),
    kafkaUrl,
    // Who could bring a Kafka along need not, when there is one.
    needs: { replicas, kafka: kafka && kafkaUrl === undefined },
    flavors: flavorsOf(env),
    isShared: options.isShared ?? Boolean(env.STALEMATE_SHARED_SERVERS),
    cache: cacheRoot(env),
    onProgress: options.onProgress ?? (() => {}),
    signal: options.signal,
  };
  await Promise.all([instancesRoot(), stagingRoot(context.cache)].map(sweep));
  return context;
}

async function withKafka(
  servers: Acquired,
  allowed: readonly ProviderName[],
  context: ProviderContext,
): Promise<Acquired> {
  try {
    const { kafka, places, died, close } = await provideKafka(allowed, context);
    return {
      ...servers,
      kafka,
      ...(places && { places: { ...servers.places, ...places } }),
      died: Promise.race([servers.died, died]),
      async close() {
        await Promise.all([servers.close(), close()]);
      },
    };
  } catch (error) {
    await servers.close();
    throw error;
  }
}

async function provideKafka(allowed: readonly ProviderName[], context: ProviderContext): Promise<ProvidedKafka> {
  const hasUrl = context.kafkaUrl !== undefined;
  const names = kafkaProviderNames.filter((name) => (name === 'external' ? hasUrl : !hasUrl && allowed.includes(name)));
  const candidates = names.map((name) => ({ name, ...kafkaProviders[name] }));
  return (await firstOf('Kafka', candidates, context, hasUrl)).given;
}

/** Those of STALEMATE_PROVIDERS, or all. */
export function namedProviders(env: NodeJS.ProcessEnv): readonly ProviderName[] {
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
