import { setTimeout as sleep } from 'node:timers/promises';
import { InfraError, reasonOf } from '../errors.ts';
import { lastLines } from '../keeper/open-keeper.ts';

const START_TIMEOUT_MS = 60_000;
const START_POLL_MS = 20;

/** A server that is coming up, in a process or in a container. */
export interface Starting {
  readonly name: string;
  /** Resolves with how it ended, `code 1`, when it ends. */
  readonly ended: Promise<string>;
  log(): Promise<string>;
}

/**
 * Asks until the server answers; what it answered. Gives up when it ends, or after a minute.
 *
 * @throws InfraError with the last lines of its log; one that `ask` throws goes through
 */
export async function whenUp<T>(server: Starting, ask: () => Promise<T>): Promise<T> {
  let ended: string | null = null;
  void server.ended.then((how) => {
    ended = how;
  });
  const deadline = AbortSignal.timeout(START_TIMEOUT_MS);
  const fix = 'Read the last lines of the log above; `stalemate doctor` shows what this machine has.';
  for (;;) {
    try {
      return await ask();
    } catch (error) {
      if (error instanceof InfraError) throw error;
      const why = ended ?? (deadline.aborted ? `no answer: ${reasonOf(error)}` : null);
      const log = lastLines(await server.log());
      if (why !== null)
        throw new InfraError('E_SERVER_START', `${server.name} did not start (${why}): ${log}`, fix, error);
    }
    await sleep(START_POLL_MS);
  }
}
