import type { TestProject } from 'vitest/node';
import type { RealServers } from '../harness/engines/real/servers.ts';
import { acquireServers } from './acquire.ts';
import { reasonOf } from './errors.ts';

/** What every test file is told about real servers: where they are, or why there are none. */
export type TestServers = { readonly servers: RealServers } | { readonly missing: string };

declare module 'vitest' {
  export interface ProvidedContext {
    stalemateServers: TestServers;
  }
}

/** One Redis and one MySQL for a whole test run. Test files share them, so each uses its own database and keys. */
export default async function setUp(project: TestProject): Promise<(() => Promise<void>) | undefined> {
  if (process.env.STALEMATE_TEST_SERVERS === 'off') {
    project.provide('stalemateServers', { missing: 'STALEMATE_TEST_SERVERS=off' });
    return undefined;
  }
  // Test files, and the commands that they start, use the same servers at once, and so may other test runs.
  process.env.STALEMATE_SHARED_SERVERS = '1';
  try {
    const { redis, mysql, isPrivate, close } = await acquireServers({ onProgress: (line) => console.error(line) });
    project.provide('stalemateServers', { servers: { redis, mysql, isPrivate } });
    return close;
  } catch (error) {
    console.error(reasonOf(error));
    project.provide('stalemateServers', { missing: reasonOf(error) });
    return undefined;
  }
}
