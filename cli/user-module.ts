/** Imports a user's strategy, in TypeScript or JavaScript, from anywhere: `import … from 'stalemate'` in it means us. */
import { register } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { tsImport } from 'tsx/esm/api';
import { packageRoot } from './package-root.ts';

let isRegistered = false;

/** A file outside of any installation could not resolve our name; inside one, it would get a second copy of us. */
function resolveOurName(): void {
  if (isRegistered) return;
  isRegistered = true;
  const entry = pathToFileURL(join(packageRoot, 'dist', 'index.js')).href;
  const hook = `export const resolve = (specifier, context, next) =>
    specifier === 'stalemate' ? { url: ${JSON.stringify(entry)}, shortCircuit: true } : next(specifier, context);`;
  register(`data:text/javascript,${encodeURIComponent(hook)}`);
}

export type Imported = { readonly module: { readonly default?: unknown } } | { readonly problem: string };

export async function importUserModule(path: string): Promise<Imported> {
  resolveOurName();
  process.setSourceMapsEnabled(true);
  try {
    const module = (await tsImport(pathToFileURL(path).href, import.meta.url)) as { default?: unknown };
    // CommonJS interop may wrap the default export once more.
    const wrapped = module.default as { default?: unknown; create?: unknown } | undefined;
    return {
      module:
        wrapped?.create === undefined && wrapped?.default !== undefined ? (wrapped as { default?: unknown }) : module,
    };
  } catch (error) {
    const reason = error instanceof Error ? error.message.split('\n').slice(0, 3).join(' ') : String(error);
    return { problem: `${path} cannot be loaded: ${reason}` };
  }
}
