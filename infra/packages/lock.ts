import { readlink, rm, symlink } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { identityOf, isAlive } from '../keeper/process-identity.mjs';

const POLL_MS = 250;

export interface Wait {
  /** Called once, when somebody else has the lock. */
  readonly onWait: () => void;
  readonly signal: AbortSignal | undefined;
}

/**
 * Lets one process at a time do `work`. A lock whose process is dead counts as free.
 *
 * Does not: guard the cache. Two processes may, in a rare race over a dead one's lock, both do the work; each makes
 * its own copy and puts it in place by one rename. The lock only spares the second one the download.
 */
export async function locked<T>(path: string, wait: Wait, work: () => Promise<T>): Promise<T> {
  for (let isFirst = true; !(await tryLock(path)); isFirst = false) {
    if (isFirst) wait.onWait();
    await sleep(POLL_MS, undefined, { signal: wait.signal });
  }
  try {
    return await work();
  } finally {
    await rm(path, { force: true });
  }
}

/** A symbolic link that points nowhere, named after its holder: made whole in one act, unlike a file with a text in it. */
async function tryLock(path: string): Promise<boolean> {
  try {
    await symlink(identityOf(process.pid) ?? 'unknown', path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  const holder = await readlink(path).catch(() => null);
  if (holder === null || isAlive(holder)) return false;
  await rm(path, { force: true });
  return tryLock(path);
}
