import { readlinkSync } from 'node:fs';
import { lstat, mkdir } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import { InfraError, reasonOf } from './errors.ts';

/** What an address of a unix socket may have, on the strictest system that we run on, less our own part of it. */
const SOCKET_ROOT_LENGTH_MAX = 60;

/** Where fetched packages and initialised data directories are kept between runs. Can be deleted at any time. */
export function cacheRoot(env: NodeJS.ProcessEnv): string {
  const xdg = env.XDG_CACHE_HOME;
  if (xdg !== undefined && isAbsolute(xdg)) return join(xdg, 'stalemate');
  const home = env.HOME || homedir();
  return join(home, process.platform === 'darwin' ? 'Library/Caches' : '.cache', 'stalemate');
}

/** Where what goes into the cache is made, to be put in its place by one rename. */
export function stagingRoot(cache: string): string {
  return join(cache, 'staging');
}

/** Where running servers live: one directory per keeper, for the lifetime of the servers. */
export function instancesRoot(): string {
  const parent = tmpdir().length > SOCKET_ROOT_LENGTH_MAX ? '/tmp' : tmpdir();
  return join(parent, `stalemate-${process.getuid?.() ?? 0}${pidNamespace()}`);
}

/** Makes a directory that only this user can use, and refuses one that somebody else laid in our way. */
export async function ensurePrivateDirectory(path: string): Promise<string> {
  try {
    await mkdir(path, { recursive: true, mode: 0o700 });
  } catch (error) {
    const fix =
      'Set XDG_CACHE_HOME (for the cache) or TMPDIR (for running servers) to a directory that you may write to.';
    throw new InfraError('E_DIRECTORY', `Cannot make the directory ${path}: ${reasonOf(error)}.`, fix, error);
  }
  if (await isPrivateDirectory(path)) return path;
  throw new InfraError(
    'E_DIRECTORY',
    `${path} belongs to another user, or others may write to it.`,
    'Remove it, or set TMPDIR and XDG_CACHE_HOME to directories of your own.',
  );
}

/** A directory that is this user's, and that nobody else can write to. What stands in it can be trusted. */
export async function isPrivateDirectory(path: string): Promise<boolean> {
  const found = await lstat(path).catch(() => null);
  if (found === null) return false;
  return found.isDirectory() && found.uid === (process.getuid?.() ?? found.uid) && (found.mode & 0o022) === 0;
}

/** Containers may share a temp directory, but a pid means something in its own namespace only. */
export function pidNamespace(): string {
  try {
    return `-${readlinkSync('/proc/self/ns/pid').replace(/\D/g, '')}`;
  } catch {
    return '';
  }
}
