import { constants } from 'node:fs';
import { access, rename } from 'node:fs/promises';

export function exists(path: string): Promise<boolean> {
  return isAccessible(path, constants.F_OK);
}

export function isExecutable(path: string): Promise<boolean> {
  return isAccessible(path, constants.X_OK);
}

/** Renaming is atomic: a reader sees all of it or nothing. Whoever comes second leaves what the first one made. */
export async function publish(from: string, to: string): Promise<void> {
  try {
    await rename(from, to);
  } catch (error) {
    if (!(await exists(to))) throw error;
  }
}

function isAccessible(path: string, mode: number): Promise<boolean> {
  return access(path, mode).then(
    () => true,
    () => false,
  );
}
