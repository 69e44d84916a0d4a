import type { RealServers } from '../../harness/engines/real/servers.ts';

export interface StepOptions {
  readonly servers: RealServers;
  /** Schedules in flight. */
  readonly concurrency: number;
  readonly schedules: number;
}

/** Every round does the same. */
export const SEED = 1;
