import type { WaitGraph } from './lock-waits.ts';

/** What a run must know of statements that wait, whichever server tells it. */
export interface LockObserver {
  /** The graph at a moment after this call, as far as it concerns this database. Live: who stands in it waits. */
  observe(database: string): Promise<WaitGraph>;
  /** How often it has been made sure so far that the server has looked for deadlocks among those who wait. */
  deadlockRounds(): Promise<number>;
}
