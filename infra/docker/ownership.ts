/** Whose container it is, as labels on it. */
import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import { pidNamespace } from '../directories.ts';
import { identityOf, isAlive } from '../keeper/process-identity.mjs';
import type { Docker } from './docker.ts';

/** One value for each acquisition of servers: what is removed together. */
const GROUP = 'dev.stalemate.group';
/** `<machine>/<identity of the process>`: whether anybody still wants it. */
const OWNER = 'dev.stalemate.owner';

export interface Ownership {
  readonly label: string;
  readonly value: string;
  readonly labels: Readonly<Record<string, string>>;
}

export function newOwnership(): Ownership {
  const value = randomBytes(8).toString('hex');
  return { label: GROUP, value, labels: { [GROUP]: value, [OWNER]: `${machine()}/${identityOf(process.pid)}` } };
}

/**
 * Removes containers whose Stalemate is dead and had no time to do it. How many.
 *
 * Does not touch those that another machine, or another container with its own pids, has started on this daemon:
 * whether those are alive cannot be seen from here.
 */
export async function sweepContainers(docker: Docker): Promise<number> {
  const ours = `${machine()}/`;
  const owners = new Set((await docker.labelled(OWNER)).map(({ value }) => value));
  const dead = [...owners].filter((owner) => owner.startsWith(ours) && !isAlive(owner.slice(ours.length)));
  await Promise.all(dead.map((owner) => docker.removeLabelled(OWNER, owner)));
  return dead.length;
}

function machine(): string {
  return `${hostname()}${pidNamespace()}`;
}
