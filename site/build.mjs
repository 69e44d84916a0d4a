// `npm run site`: the documentation as a static site, in site/dist.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { buildIfStale } from '../scripts/build.mjs';
import { installIfStale } from '../scripts/set-up.mjs';
import { writePages } from './pages.mjs';

const site = fileURLToPath(new URL('.', import.meta.url));

function run(...args) {
  const { status } = spawnSync(process.execPath, args, { cwd: site, stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 70);
}

installIfStale(site);
buildIfStale();
await writePages();
run('node_modules/typedoc/bin/typedoc');
run('node_modules/vitepress/bin/vitepress.js', 'build', '.');
process.stdout.write('The site is in site/dist\n');
