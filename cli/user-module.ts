/** Imports a user's strategy, in TypeScript or JavaScript, from anywhere: `import … from 'stalemate'` in it means us. */
import { isAbsolute, join, sep } from 'node:path';
import type { Jiti } from 'jiti';
import { installGuard } from '../harness/scheduler/guard.ts';
import { packageRoot } from './package-root.ts';

let jiti: Jiti | null = null;

/** Loaded when the first file of a user's is met. */
async function theJiti(): Promise<Jiti> {
  const { createJiti } = await import('jiti');
  // A file outside of any installation could not resolve our name; inside one, it would get a second copy of us.
  jiti ??= createJiti(import.meta.url, {
    alias: { stalemate: join(packageRoot, 'dist', 'index.js') },
    fsCache: false,
    interopDefault: false,
    sourceMaps: true,
  });
  return jiti;
}

/** The files of the user's that were loaded, with all that they import. */
export function loadedUserFiles(): string[] {
  const ours = [`${sep}node_modules${sep}`, join(packageRoot, 'dist') + sep];
  return Object.keys(jiti?.cache ?? {}).filter((file) => isAbsolute(file) && !ours.some((part) => file.includes(part)));
}

/** What is imported from now on is read anew. */
export function forgetUserFiles(): void {
  for (const file of loadedUserFiles()) delete jiti!.cache[file];
}

export type Imported = { readonly module: { readonly default?: unknown } } | { readonly problem: string };

export async function importUserModule(path: string): Promise<Imported> {
  // Call sites are told in the lines of the source.
  process.setSourceMapsEnabled(true);
  // Modules may keep the globals that they find.
  installGuard();
  try {
    return { module: await (await theJiti()).import<{ default?: unknown }>(path) };
  } catch (error) {
    const reason = error instanceof Error ? error.message.split('\n').slice(0, 3).join(' ') : String(error);
    return { problem: `${path} cannot be loaded: ${reason}` };
  }
}
