// Takes what is needed of packages that are far larger than that into dist/vendor: they are no dependencies of the published
// package. node-sql-parser has 90 MB of dialects; its MySQL parser, with all that it needs, has 0.3.
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';

const root = fileURLToPath(new URL('..', import.meta.url));

const VENDORED = [
  {
    specifier: 'node-sql-parser/build/mysql.js',
    file: 'node-sql-parser.js',
    /** The one compiled file that imports it. */
    importer: 'harness/engines/embedded/mysql/ast.js',
    licences: { 'node-sql-parser.LICENSE': 'node-sql-parser/LICENSE', 'big-integer.LICENSE': 'big-integer/LICENSE' },
  },
];

const folder = join(root, 'dist', 'vendor');
mkdirSync(folder, { recursive: true });
for (const { specifier, file, importer, licences } of VENDORED) {
  await build({
    configFile: false,
    logLevel: 'error',
    root,
    ssr: { noExternal: true },
    build: {
      outDir: folder,
      emptyOutDir: false,
      ssr: join(root, 'node_modules', specifier),
      rolldownOptions: { output: { entryFileNames: file, format: 'es' } },
    },
  });
  for (const [name, path] of Object.entries(licences))
    copyFileSync(join(root, 'node_modules', path), join(folder, name));
  const compiled = join(root, 'dist', importer);
  const local = relative(dirname(compiled), join(folder, file)).replaceAll('\\', '/');
  const source = readFileSync(compiled, 'utf8');
  if (!source.includes(`'${specifier}'`)) throw new Error(`${compiled} does not import ${specifier}`);
  writeFileSync(compiled, source.replace(`'${specifier}'`, `'${local}'`));
}
