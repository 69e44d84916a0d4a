/** For the bundle of the live engine: what stands in a page for what only Node has. */
import { fileURLToPath } from 'node:url';
import type { Plugin } from 'vite';

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const harness = (path: string): string => fileURLToPath(new URL(`../../../harness/${path}`, import.meta.url));

/** By what is imported. */
const MODULES: Readonly<Record<string, string>> = {
  'node:buffer': here('node/buffer.ts'),
  'node:crypto': here('node/crypto.ts'),
  'node:path': here('node/path.ts'),
  'node:util': here('node/util.ts'),
  'node:zlib': here('node/zlib.ts'),
  lodash: here('node/lodash.ts'),
};

/** By the file that is meant. */
const FILES: Readonly<Record<string, string>> = {
  [harness('scheduler/audit.ts')]: here('engine/audit.ts'),
  [harness('scheduler/call-site.ts')]: here('engine/call-site.ts'),
  [harness('scheduler/guard.ts')]: here('engine/installed-guard.ts'),
  [harness('engines/embedded/redis/lua/scripts.ts')]: here('engine/lua.ts'),
};

export function substitutes(): Plugin {
  return {
    name: 'stalemate:substitutes',
    enforce: 'pre',
    async resolveId(source, importer, options) {
      const module = MODULES[source];
      if (module !== undefined) return module;
      if (source.startsWith('node:')) throw new Error(`${importer}: nothing stands for ${source} in a page`);
      if (!source.startsWith('.')) return null;
      const resolved = await this.resolve(source, importer, { ...options, skipSelf: true });
      const instead = resolved === null ? undefined : FILES[resolved.id];
      // The one that stands for it may load what it stands for.
      return instead === undefined || instead === importer ? resolved : instead;
    },
  };
}
