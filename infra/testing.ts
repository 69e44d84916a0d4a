import { describe, inject } from 'vitest';
import type { RealServers } from '../harness/engines/real/servers.ts';
// For the type of what `inject` gives.
import type {} from './vitest-setup.ts';

/** The servers of this test run, or null. */
export function realServers(): RealServers | null {
  const given = inject('stalemateServers');
  return 'servers' in given ? given.servers : null;
}

/**
 * A suite that needs real servers. Without them it is skipped and says why; in CI it fails, because a suite that
 * nobody runs proves nothing.
 */
export function describeReal(name: string, suite: (servers: RealServers) => void): void {
  const given = inject('stalemateServers');
  if ('servers' in given) {
    describe(name, () => suite(given.servers));
    return;
  }
  if (process.env.CI) throw new Error(`"${name}" needs real servers, and CI must have them: ${given.missing}`);
  describe.skip(`${name} (skipped, no real servers: ${given.missing.replace(/\s+/g, ' ')})`, () => suite(NOWHERE));
}

/** Lets a skipped suite list its tests. Nothing connects to it. */
const NOWHERE: RealServers = {
  redis: { socketPath: '', version: '' },
  mysql: { socketPath: '', user: '', version: '' },
  isPrivate: true,
};
