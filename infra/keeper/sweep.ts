import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { isPrivateDirectory } from '../directories.ts';
import { isAlive, pidOf } from './process-identity.mjs';

/** How directories of keepers are named. */
export const IDENTITY = /^\d+-[A-Za-z0-9-]+$/;
const DEATH_POLLS_MAX = 250;
const DEATH_POLL_MS = 20;

/**
 * Removes what keepers left that were killed themselves: their processes, sockets and directories.
 *
 * Guarantees: touches a directory only when the keeper that it is named after is dead, and kills a process only when
 * pid, boot and start time are those that the keeper wrote down. Two sweeps at the same time do no harm.
 */
export async function sweep(root: string): Promise<readonly string[]> {
  // Somebody else's directory may name processes of ours, for us to kill.
  if (!(await isPrivateDirectory(root))) return [];
  const names = await readdir(root);
  const leftovers = names.filter((name) => IDENTITY.test(name) && !isAlive(name)).map((name) => join(root, name));
  await Promise.all(leftovers.map(removeLeftover));
  return leftovers;
}

async function removeLeftover(directory: string): Promise<void> {
  const processes = (await recordedProcesses(directory)).filter(isAlive);
  for (const identity of processes) killGroup(pidOf(identity));
  for (let poll = 0; poll < DEATH_POLLS_MAX && processes.some(isAlive); poll += 1) await sleep(DEATH_POLL_MS);
  await rm(directory, { recursive: true, force: true, maxRetries: 5 });
}

async function recordedProcesses(directory: string): Promise<string[]> {
  try {
    const recorded: unknown = JSON.parse(await readFile(join(directory, 'processes.json'), 'utf8'));
    return Array.isArray(recorded) ? recorded.filter((identity) => IDENTITY.test(String(identity))) : [];
  } catch {
    return [];
  }
}

function killGroup(pid: number): void {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // It ended in this moment, or is somebody else's: either way not ours to kill.
  }
}
