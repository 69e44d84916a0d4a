import { readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { RealServers } from '../../harness/engines/real/servers.ts';
import { ensurePrivateDirectory, instancesRoot, isPrivateDirectory } from '../directories.ts';
import { isAlive } from '../keeper/process-identity.mjs';
import type { Places } from '../provider.ts';

/** Goes up when the state changes its shape: what another version of Stalemate started is not ours to understand. */
const VERSION = 1;

/** What `stalemate infra up` started, as it is written down for those who come later. Holds passwords of private servers. */
export interface WarmState {
  readonly version: typeof VERSION;
  /** Identity of the process that holds the servers: they live as long as it does. */
  readonly holder: string;
  /** ISO 8601. */
  readonly since: string;
  readonly provider: string;
  readonly servers: RealServers;
  readonly places: Places;
}

export type WarmFacts = Omit<WarmState, 'version'>;

/** Null when nothing is kept warm. What a dead holder has left is removed. */
export async function readWarmState(): Promise<WarmState | null> {
  if (!(await isPrivateDirectory(instancesRoot()))) return null;
  const text = await readFile(stateFile(), 'utf8').catch(() => null);
  if (text === null) return null;
  const state = parse(text);
  // Another version's is left alone while it lives.
  if (state !== null && isAlive(state.holder)) return state.version === VERSION ? state : null;
  await removeWarmState();
  return null;
}

/** Whole or not at all, and for this user alone. */
export async function writeWarmState(facts: WarmFacts): Promise<void> {
  await ensurePrivateDirectory(instancesRoot());
  const draft = `${stateFile()}.${process.pid}`;
  await writeFile(draft, JSON.stringify({ version: VERSION, ...facts }), { mode: 0o600 });
  await rename(draft, stateFile());
}

export async function removeWarmState(): Promise<void> {
  await Promise.all([stateFile(), usedFile()].map((file) => rm(file, { force: true })));
}

/** Notes that the servers were used just now, for `infra status`. */
export async function markUsed(): Promise<void> {
  await writeFile(usedFile(), '', { mode: 0o600 }).catch(() => {});
}

/** When the servers were used last; null when never. Milliseconds since 1970. */
export async function lastUsedMs(): Promise<number | null> {
  const found = await stat(usedFile()).catch(() => null);
  return found?.mtimeMs ?? null;
}

function stateFile(): string {
  return join(instancesRoot(), 'warm.json');
}

function usedFile(): string {
  return join(instancesRoot(), 'warm-used');
}

function parse(text: string): WarmState | null {
  try {
    return JSON.parse(text) as WarmState;
  } catch {
    return null;
  }
}
