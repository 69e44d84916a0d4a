/** Builds the browser bundle: one classic script and one style sheet, which `write.ts` puts into the page. */
import { copyFile, readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, type InlineConfig, type Plugin } from 'vite';
import { BUNDLE_FILES, bundleFolder, LIVE_FILES } from './bundle.ts';
import { pack } from './chunks/encode.ts';
import { substitutes } from './live/substitutes.ts';

const COMMON = {
  configFile: false,
  root: fileURLToPath(new URL('.', import.meta.url)),
  publicDir: false,
  logLevel: 'error',
  // Under test, too, the page is the one that is published: no places of elements in the sources.
  mode: 'production',
  oxc: { jsx: { development: false } },
  define: { 'process.env.NODE_ENV': '"production"' },
  build: {
    // The first browsers with light-dark(); all of them have DecompressionStream.
    target: ['chrome123', 'firefox120', 'safari17.5'],
    modulePreload: false,
  },
} satisfies InlineConfig;

const LICENCES =
  '/*! Contains node-sql-parser (Apache-2.0), wasmoon-lua5.1, zod, preact, buffer, sql-escaper, pure-rand, @ioredis/commands (MIT) and big-integer (Unlicense). */';

/** Writes `report.js` and `report.css` into the folder. */
export async function buildBundle(folder: string = bundleFolder()): Promise<void> {
  await build({
    ...COMMON,
    build: {
      ...COMMON.build,
      outDir: folder,
      emptyOutDir: true,
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

/** Writes `live.js` and `lua.wasm` into the folder, beside what is there, and both as pages have them. */
export async function buildLive(folder: string = bundleFolder()): Promise<void> {
  const entry = fileURLToPath(new URL('live/live.ts', import.meta.url));
  await build({
    ...COMMON,
    plugins: [substitutes(), inAscii()],
    build: {
      ...COMMON.build,
      outDir: folder,
      emptyOutDir: false,
      // No `import` and no `export` is left in it, so it is a classic script, too: what awaits at its top is loaded later.
      lib: { entry, formats: ['es'], fileName: () => LIVE_FILES.script },
      rolldownOptions: {
        transform: { inject: { Buffer: ['buffer', 'Buffer'] } },
        output: { codeSplitting: false, minify: true, postBanner: LICENCES },
      },
    },
  });
  const interpreter = join(dirname(createRequire(import.meta.url).resolve('wasmoon-lua5.1')), 'liblua5.1.wasm');
  await copyFile(interpreter, join(folder, LIVE_FILES.lua));
  const { script, packedScript, lua, packedLua } = LIVE_FILES;
  for (const [plain, packed] of [
    [script, packedScript],
    [lua, packedLua],
  ] as const)
    await writeFile(join(folder, packed), pack(await readFile(join(folder, plain))));
}

/** A page may load the script whatever its own encoding is. In literals and names an escape is the character. */
function inAscii(): Plugin {
  const escape = (character: string): string => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
  return {
    name: 'stalemate:ascii',
    generateBundle(_, bundle) {
      for (const file of Object.values(bundle))
        if (file.type === 'chunk')
          file.code = file.code.replace(/[^\p{ASCII}]/gu, (text) => text.replace(/[^]/g, escape));
    },
  };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await buildBundle();
  await buildLive();
}
