import type { Waits } from './lock-waits.ts';

/** What a run must know of statements that wait, whichever server tells it. */
export interface LockObserver {
  /**
   * Who waits at a moment after this call, as far as it concerns this database. Live: who stands in it waits.
   * @param hasNames somebody asks for a named lock there
   */
  observe(database: string, hasNames: boolean): Promise<Waits>;
  /** How often it has been made sure so far that the server has looked for deadlocks among those who wait. */
  deadlockRounds(): Promise<number>;
}
