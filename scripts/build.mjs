// Makes dist/ of the sources, the report's browser bundle included. Uses nothing but Node and what npm installed.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const dist = join(root, 'dist');
const stamp = join(dist, '.built');
/** Says which build the types belong to. */
const typesStamp = join(dist, '.types');
const ROOMS = ['strategies', 'harness', 'scenarios', 'infra', 'reports', 'cli', 'suite'];
const LOCK_POLL_MS = 100;
const FILES = ['index.ts', 'tsconfig.json', 'package.json', 'scripts/bundle.mjs'];

function* walk(directory) {
  for (const entry of readdirSync(directory, { withFileTypes: true })) {
    const path = join(directory, entry.name);
    if (entry.isDirectory()) yield* walk(path);
    else yield path;
  }
}

function sources() {
  return [...ROOMS.flatMap((room) => [...walk(join(root, room))]), ...FILES.map((file) => join(root, file))];
}

function isStale() {
  if (!existsSync(stamp)) return true;
  const built = statSync(stamp).mtimeMs;
  return sources().some((file) => statSync(file).mtimeMs > built);
}

function run(...args) {
  const { status, error } = spawnSync(process.execPath, args, {
    cwd: root,
    stdio: ['ignore', process.stderr.fd, process.stderr.fd],
  });
  if (status === 0) return;
  process.stderr.write(
    `The build failed${error ? `: ${error.message}` : ''}. Fix: run \`npm ci\`, then \`npm run build\`.\n`,
  );
  process.exit(70);
}

export function build() {
  const began = new Date();
  rmSync(dist, { recursive: true, force: true });
  run('--import', 'tsx', 'reports/html/build.ts');
  run('scripts/bundle.mjs', dist);
  writeFileSync(stamp, `${began.toISOString()}\n`);
}

export function buildIfStale() {
  if (!isStale()) return;
  alone(() => {
    // Another command may have built while this one waited.
    if (!isStale()) return;
    process.stderr.write('Compiling …\n');
    build();
  });
}

/** Two commands that start at once must not build into the same folder. */
function alone(work) {
  const lock = join(root, 'node_modules', '.stalemate-build');
  while (!take(lock)) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, LOCK_POLL_MS);
  try {
    work();
  } finally {
    rmSync(lock, { force: true });
  }
}

function take(lock) {
  try {
    writeFileSync(lock, String(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    if (error.code !== 'EEXIST') throw error;
    if (!isAlive(lock)) rmSync(lock, { force: true });
    return false;
  }
}

/** Whether the process that holds the lock still runs. */
function isAlive(lock) {
  try {
    process.kill(Number(readFileSync(lock, 'utf8')) || process.pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

/** What is published has types, too; they take as long as everything else, and nothing in a clone needs them. */
function buildTypes() {
  run('node_modules/typescript/bin/tsc', '-p', 'tsconfig.types.json');
  writeFileSync(typesStamp, readFileSync(stamp));
}

function areTypesStale() {
  return !existsSync(typesStamp) || readFileSync(typesStamp, 'utf8') !== readFileSync(stamp, 'utf8');
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  // For tests: only what is due.
  const isTypesOnly = process.argv.includes('--types');
  alone(() => {
    if (!isTypesOnly || isStale()) build();
    if (!isTypesOnly || areTypesStale()) buildTypes();
  });
}
