/** Builds the browser bundle: one classic script and one style sheet, which `write.ts` puts into the page. */
import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import { BUNDLE_FILES, bundleFolder } from './bundle.ts';

/** Writes `report.js` and `report.css` into the folder. */
export async function buildBundle(folder: string = bundleFolder()): Promise<void> {
  await build({
    configFile: false,
    root: fileURLToPath(new URL('.', import.meta.url)),
    publicDir: false,
    logLevel: 'warn',
    // Under test, too, the page is the one that is published: no places of elements in the sources.
    mode: 'production',
    oxc: { jsx: { development: false } },
    define: { 'process.env.NODE_ENV': '"production"' },
    build: {
      outDir: folder,
      emptyOutDir: true,
      // The first browsers with light-dark(); all of them have DecompressionStream.
      target: ['chrome123', 'firefox120', 'safari17.5'],
      modulePreload: false,
      lib: {
        entry: fileURLToPath(new URL('browser.tsx', import.meta.url)),
        formats: ['iife'],
        name: 'stalemateReport',
        fileName: () => BUNDLE_FILES.js,
        cssFileName: BUNDLE_FILES.css.replace('.css', ''),
      },
    },
  });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await buildBundle();
