import { open, readFile, rm } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { identityOf, isAlive } from '../keeper/process-identity.mjs';

const POLL_MS = 250;

/**
 * Lets one process at a time do `work`. A lock whose process is dead counts as free.
 *
 * Does not: guard the cache. Two processes may, in a rare race over a dead one's lock, both do the work; each makes
 * its own copy and puts it in place by one rename. The lock only spares the second one the download.
 */
export async function locked<T>(path: string, onWait: () => void, work: () => Promise<T>): Promise<T> {
  for (let isFirst = true; !(await tryLock(path)); isFirst = false) {
    if (isFirst) onWait();
    await sleep(POLL_MS);
  }
  try {
    return await work();
  } finally {
    await rm(path, { force: true });
  }
}

async function tryLock(path: string): Promise<boolean> {
  try {
    const file = await open(path, 'wx', 0o600);
    await file.writeFile(identityOf(process.pid) ?? '');
    await file.close();
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  const holder = await readFile(path, 'utf8').catch(() => null);
  // Empty: it is being written in this moment, or its writer died in it; the next poll tells.
  if (holder && !isAlive(holder)) await rm(path, { force: true });
  return false;
}
