import type { TestProject } from 'vitest/node';
import type { RealServers } from '../harness/engines/real/servers.ts';
import { acquireKafka, acquireServers } from './acquire.ts';
import { reasonOf } from './errors.ts';
import { kafkaOnDemand } from './kafka/for-tests.ts';

/** What every test file is told about real servers: where they are, or why there are none. */
export type TestServers = { readonly servers: RealServers } | { readonly missing: string };

declare module 'vitest' {
  export interface ProvidedContext {
    stalemateServers: TestServers;
    /** Where to ask for a broker, with a `fetch` that answers with a TestKafka. */
    stalemateKafkaUrl: string;
  }
}

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
    const kafka = await kafkaOnDemand(() => acquireKafka({ onProgress }), Boolean(process.env.CI));
    project.provide('stalemateKafkaUrl', kafka.url);
    return async () => {
      await Promise.all([close(), kafka.close()]);
    };
  } catch (error) {
    console.error(reasonOf(error));
    project.provide('stalemateServers', { missing: reasonOf(error) });
    return undefined;
  }
}
