import { ensurePrivateDirectory, instancesRoot } from '../directories.ts';
import { type Keeper, openKeeper } from './open-keeper.ts';

const START_ATTEMPTS = 3;
/** As mysqld and Kafka both say it. */
const TAKEN = 'Address already in use';

/**
 * Starts servers that are ours alone, in a keeper of their own, which is closed when they do not come up.
 * Between our looking for a free port and the server's binding, somebody else may take it: then once more, on another.
 *
 * @param listener the server that listens on ports, as the keeper knows it
 */
export async function startKept<T>(
  listener: string,
  signal: AbortSignal | undefined,
  start: (keeper: Keeper) => Promise<T>,
): Promise<T> {
  const root = await ensurePrivateDirectory(instancesRoot());
  for (let attempt = 1; ; attempt += 1) {
    const keeper = await openKeeper(root, signal);
    try {
      return await start(keeper);
    } catch (error) {
      const isTaken = (await keeper.log(listener)).includes(TAKEN);
      await keeper.close();
      if (!isTaken || attempt === START_ATTEMPTS) throw error;
    }
  }
}
