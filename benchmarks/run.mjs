// Measures what users run, which is bundled code: bundles everything, this folder too, and starts it.
import { rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { buildIfStale } from '../scripts/build.mjs';
import { bundle } from '../scripts/bundle.mjs';

buildIfStale();
const folder = new URL('dist/', import.meta.url);
rmSync(folder, { recursive: true, force: true });
await bundle(fileURLToPath(folder), ['benchmarks/main', 'benchmarks/hosted', 'benchmarks/determinism/process']);
const { main } = await import(new URL('benchmarks/main.js', folder).href);
process.exit(await main(process.argv.slice(2)));
