import { deferred } from './deferred.ts';
import type { InfraError } from './errors.ts';

export interface Watched<Fact> {
  /** What was found out at the first connection. */
  readonly fact: Fact;
  /** Resolves with a sentence when the server is gone. Never rejects. */
  readonly died: Promise<string>;
  close(): Promise<void>;
}

export type Connect<Fact> = (onLost: () => void) => Promise<{ readonly fact: Fact; close(): void | Promise<void> }>;

/**
 * Connects, and connects again when the connection is lost: an idle one may be cut by a server that lives on.
 *
 * @param explain names the server and hides its password
 */
export async function watch<Fact>(
  explain: (error: unknown) => InfraError,
  connect: Connect<Fact>,
): Promise<Watched<Fact>> {
  const died = deferred<string>();
  let isClosed = false;
  const open = async () => {
    const lost = deferred<void>();
    const connection = await connect(() => lost.resolve());
    void lost.promise.then(reopen);
    return connection;
  };
  const reopen = async (): Promise<void> => {
    if (isClosed) return;
    try {
      current = await open();
      if (isClosed) await current.close();
    } catch (error) {
      died.resolve(explain(error).message);
    }
  };
  let current = await open().catch((error: unknown) => {
    throw explain(error);
  });
  return {
    fact: current.fact,
    died: died.promise,
    async close() {
      isClosed = true;
      await current.close();
    },
  };
}
