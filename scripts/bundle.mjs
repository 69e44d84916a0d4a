// Puts the sources together to what is executed: one file for each entry, and chunks that they share. Node loads a dozen
// files where it would load seven hundred, which is a third of the time of a short run.
import { copyFileSync, cpSync, mkdirSync } from 'node:fs';
import { basename, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';

const root = fileURLToPath(new URL('..', import.meta.url));

/** What is imported, or started as a process or a thread, by its place: `cli/main` is `cli/main.ts` and becomes `cli/main.js`. */
const ENTRIES = [
  'index',
  'suite/matchers',
  'suite/vitest',
  'suite/jest',
  'cli/main',
  'cli/worker',
  'cli/queue/hand',
  'infra/warm/holder',
];

/** Plain JavaScript that processes of its own execute: it goes along as it is. */
const PROGRAMS = ['infra/keeper', 'infra/docker'];

/**
 * Packages that become part of us, because little of them is needed, with their licences. node-sql-parser has 90 MB of dialects;
 * its MySQL parser, with all that it needs, has 0.3. zod has its messages in fifty languages.
 */
const INSIDE = {
  'node-sql-parser': 'node-sql-parser/LICENSE',
  'big-integer': 'big-integer/LICENSE',
  'sql-escaper': 'sql-escaper/LICENSE',
  zod: 'zod/LICENSE',
};

/** A module that knows where `folder` is. */
const FOLDER = 'stalemate:folder';
const PLACE = 'import.meta.url';

/**
 * @param folder where it goes; entries have their places of the sources there
 * @param more entries beside our own
 */
export async function bundle(folder, more = []) {
  await build({
    configFile: false,
    root,
    logLevel: 'warn',
    plugins: [placesOfSources()],
    ssr: { noExternal: Object.keys(INSIDE) },
    build: {
      ssr: true,
      target: 'node20',
      outDir: folder,
      emptyOutDir: false,
      sourcemap: true,
      minify: false,
      rolldownOptions: {
        input: {
          ...Object.fromEntries([...ENTRIES, ...more].map((entry) => [entry, join(root, `${entry}.ts`)])),
          'chunks/folder': FOLDER,
        },
        output: { entryFileNames: '[name].js', chunkFileNames: 'chunks/[name]-[hash].js' },
      },
    },
  });
  for (const program of PROGRAMS)
    cpSync(join(root, program), join(folder, program), { recursive: true, filter: isProgram });
  mkdirSync(join(folder, 'licences'), { recursive: true });
  for (const [name, licence] of Object.entries(INSIDE))
    copyFileSync(join(root, 'node_modules', licence), join(folder, 'licences', `${name}.txt`));
}

function isProgram(path) {
  return !basename(path).includes('.') || path.endsWith('.mjs');
}

/** A file that looks for others from where it is finds them from its place in the sources, whichever chunk it has become part of. */
function placesOfSources() {
  return {
    name: 'stalemate:places-of-sources',
    enforce: 'pre',
    resolveId: (source) => (source === FOLDER ? FOLDER : null),
    load: (id) => (id === FOLDER ? "export const stalemateFolder = new URL('..', import.meta.url);" : null),
    transform(code, file) {
      if (!file.startsWith(root) || file.includes('/node_modules/') || !code.includes(PLACE)) return null;
      const place = relative(root, file).replace(/\.tsx?$/, '.js');
      const url = `new URL(${JSON.stringify(place)}, stalemateFolder).href`;
      // On the line of what follows, so that lines stay what they were.
      return {
        code: `import { stalemateFolder } from ${JSON.stringify(FOLDER)};${code.replaceAll(PLACE, url)}`,
        map: null,
      };
    },
  };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await bundle(process.argv[2]);
