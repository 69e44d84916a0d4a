/** Imports a user's strategy, in TypeScript or JavaScript, from anywhere: `import … from 'stalemate'` in it means us. */
import { join } from 'node:path';
import { createJiti } from 'jiti';
import { packageRoot } from './package-root.ts';

// A file outside of any installation could not resolve our name; inside one, it would get a second copy of us.
const jiti = createJiti(import.meta.url, {
  alias: { stalemate: join(packageRoot, 'dist', 'index.js') },
  fsCache: false,
  interopDefault: false,
  sourceMaps: true,
});

export type Imported = { readonly module: { readonly default?: unknown } } | { readonly problem: string };

export async function importUserModule(path: string): Promise<Imported> {
  // Call sites are told in the lines of the source.
  process.setSourceMapsEnabled(true);
  try {
    return { module: await jiti.import<{ default?: unknown }>(path) };
  } catch (error) {
    const reason = error instanceof Error ? error.message.split('\n').slice(0, 3).join(' ') : String(error);
    return { problem: `${path} cannot be loaded: ${reason}` };
  }
}
