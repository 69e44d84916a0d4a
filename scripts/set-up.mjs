// Brings a clone to the point where commands run: npm packages as the lock file has them, and everything compiled.
// Uses nothing but Node, because it is the first thing that runs.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const NODE_MIN = [20, 19];

function assertNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > NODE_MIN[0] || (major === NODE_MIN[0] && minor >= NODE_MIN[1])) return;
  process.stderr.write(`Stalemate needs Node ${NODE_MIN.join('.')} or later; this is ${process.version}.\n`);
  process.exit(2);
}

/** npm writes no mark of which lock file it installed; ours is its digest. */
export function installIfStale(folder) {
  const stamp = join(folder, 'node_modules', '.stalemate-lock');
  const digest = createHash('sha256')
    .update(readFileSync(join(folder, 'package-lock.json')))
    .digest('hex');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === digest) return;
  process.stderr.write('Installing npm packages …\n');
  const { status } = spawnSync('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: folder,
    stdio: ['ignore', 2, 2],
  });
  if (status !== 0) {
    process.stderr.write('npm ci failed. Fix: see the lines above; a package registry must be reachable.\n');
    process.exit(status ?? 70);
  }
  writeFileSync(stamp, digest);
}

export async function setUp() {
  assertNode();
  installIfStale(root);
  const { buildIfStale } = await import('./build.mjs');
  buildIfStale();
  return root;
}
