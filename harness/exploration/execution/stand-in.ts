/**
 * What was found on real servers must be shown, also when they are lost while it is worked out. Then the embedded engine
 * stands in for them: it executes the same schedules, and the failure of the servers is told beside what it shows.
 */
import { embeddedEngine } from '../../engines/embedded/engine.ts';
import type { Engine } from '../../engines/engine.ts';

/** @returns what the work comes to; null when the engine has failed and the embedded one cannot do it */
export async function withStandIn<T>(engine: Engine, work: (engine: Engine) => Promise<T>): Promise<T | null> {
  try {
    if (!hasFailed(engine)) return await work(engine);
  } catch (error) {
    if (!hasFailed(engine)) throw error;
  }
  try {
    return await work(embeddedEngine);
  } catch {
    // Not all that real servers do can be done without them. Whoever asked goes on with what else there is.
    return null;
  }
}

export function hasFailed({ failure }: Engine): boolean {
  return failure !== null && failure !== undefined;
}
