import type { TestProject } from 'vitest/node';
import type { KafkaServer, RealServers } from '../harness/engines/real/servers.ts';
import { type Acquired, type AcquireOptions, acquireKafka, acquireServers } from './acquire.ts';
import { reasonOf } from './errors.ts';
import type { ProvidedKafka } from './kafka/provider.ts';
import { onDemand } from './on-demand.ts';

/** What every test file is told about real servers: where they are, or why there are none. */
export type TestServers = { readonly servers: RealServers } | { readonly missing: string };

declare module 'vitest' {
  export interface ProvidedContext {
    stalemateServers: TestServers;
    /** Where to ask for a broker, with a `fetch` that answers with `Told`. */
    stalemateKafkaUrl: string;
    /** The same for servers with a replica. */
    stalemateReplicasUrl: string;
    /** The same for a MariaDB in the place of the MySQL. */
    stalemateMariadbUrl: string;
  }
}

const REPLICAS = 2;

/** One Redis, one MySQL, and one Kafka if any file wants it, for a whole test run. Test files share them, so each uses its own database and keys. */
export default async function setUp(project: TestProject): Promise<(() => Promise<void>) | undefined> {
  if (process.env.STALEMATE_TEST_SERVERS === 'off') {
    project.provide('stalemateServers', { missing: 'STALEMATE_TEST_SERVERS=off' });
    return undefined;
  }
  // Test files, and the commands that they start, use the same servers at once, and so may other test runs.
  process.env.STALEMATE_SHARED_SERVERS = '1';
  // What starts in three seconds, before what may have to be pulled.
  process.env.STALEMATE_PROVIDERS ??= 'warm,local,packages,docker';
  const onProgress = (line: string): void => console.error(line);
  try {
    const { redis, mysql, isPrivate, close } = await acquireServers({ onProgress });
    project.provide('stalemateServers', { servers: { redis, mysql, isPrivate } });
    // The first one that CI starts is fetched first, while other files have their turn.
    const kafka = await onDemand(() => acquireKafka({ onProgress }), toldOfKafka, Boolean(process.env.CI));
    project.provide('stalemateKafkaUrl', kafka.url);
    const replicas = await onDemand(() => acquireWithReplicas(onProgress), toldOfServers, false);
    project.provide('stalemateReplicasUrl', replicas.url);
    const mariadb = await onDemand(() => acquireMariadb(onProgress), toldOfServers, Boolean(process.env.CI));
    project.provide('stalemateMariadbUrl', mariadb.url);
    return async () => {
      await Promise.all([close(), kafka.close(), replicas.close(), mariadb.close()]);
    };
  } catch (error) {
    console.error(reasonOf(error));
    project.provide('stalemateServers', { missing: reasonOf(error) });
    return undefined;
  }
}

/** Servers of their own: replication slows the others down, and all who have a replica take turns. */
function acquireWithReplicas(onProgress: (line: string) => void): Promise<Acquired> {
  return acquireOwn({ needs: { replicas: REPLICAS, kafka: false }, onProgress });
}

function acquireMariadb(onProgress: (line: string) => void): Promise<Acquired> {
  return acquireOwn({ env: { ...process.env, STALEMATE_MYSQL_FLAVOR: 'mariadb' }, onProgress });
}

function acquireOwn(options: AcquireOptions): Promise<Acquired> {
  const { STALEMATE_REDIS_URL: _redis, STALEMATE_MYSQL_URL: _mysql, ...env } = options.env ?? process.env;
  return acquireServers({ ...options, env, providers: ['local', 'packages'] });
}

function toldOfKafka({ kafka }: ProvidedKafka): KafkaServer {
  return kafka;
}

function toldOfServers({ redis, mysql, replicas, isPrivate }: RealServers): RealServers {
  return { redis, mysql, ...(replicas && { replicas }), isPrivate };
}
