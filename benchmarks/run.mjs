// Measures what users run, which is the compiled code: compiles everything, this folder too, and starts it.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { buildIfStale } from '../scripts/build.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
buildIfStale();
const { status } = spawnSync(process.execPath, ['node_modules/typescript/bin/tsc', '-p', 'benchmarks'], {
  cwd: root,
  stdio: 'inherit',
});
if (status !== 0) process.exit(70);
const { main } = await import('../dist/benchmarks/main.js');
process.exit(await main(process.argv.slice(2)));
