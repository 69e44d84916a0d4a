/**
 * The keeper: a small process that owns one directory and every process that works in it, for as long as its owner
 * lives. Its standard input is the lifeline. When that pipe closes, because the owner closed it, ended, or was killed
 * in any way at all, the keeper kills the processes, removes the directory and ends.
 *
 * If the keeper itself is killed, the kernel kills its processes (where `setpriv` can ask for that), and the next start
 * of Stalemate removes what is left (sweep.ts): the directory carries the keeper's identity as its name.
 *
 * Plain JavaScript, so that it starts in 40 ms and needs no loader. Spoken to by open-keeper.ts, in lines of JSON:
 *   in:  { id, name, command, args }                      start a process
 *   out: { directory } · { id, pid } · { id, exit } · { failure }
 *        ready         · has started · has ended  · something else went wrong
 */
import { spawn, spawnSync } from 'node:child_process';
import { closeSync, mkdirSync, openSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { identityOf } from './process-identity.mjs';

const directory = join(process.argv[2], identityOf(process.pid));
/** @type {Map<import('node:child_process').ChildProcess, string | null>} */
const children = new Map();
let isEnding = false;

process.on('uncaughtException', (error) => {
  say({ failure: error.message });
  end();
});
for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP']) process.on(signal, end);
// The owner may be gone when something is said; that is what the lifeline is for.
process.stdout.on('error', () => {});

mkdirSync(directory, { mode: 0o700 });
const diesWithUs = parentDeathPrefix();
createInterface({ input: process.stdin }).on('line', start).on('close', end);
say({ directory });

/** @param {string} line */
function start(line) {
  const { id, name, command, args } = JSON.parse(line);
  const log = openSync(join(directory, `${name}.log`), 'a');
  const [program, ...rest] = [...diesWithUs, command, ...args];
  // A process group of its own: what the process starts is killed with it.
  const child = spawn(program, rest, { cwd: directory, detached: true, stdio: ['ignore', log, log] });
  closeSync(log);
  children.set(child, child.pid ? identityOf(child.pid) : null);
  record();
  say({ id, pid: child.pid });
  child.on('error', (error) => ended(child, id, error.message));
  child.on('exit', (code, signal) => ended(child, id, signal ? `signal ${signal}` : `code ${code}`));
}

/** Written whole or not at all: the sweep trusts it. */
function record() {
  const file = join(directory, 'processes.json');
  writeFileSync(`${file}.new`, JSON.stringify([...children.values()].filter((identity) => identity !== null)));
  renameSync(`${file}.new`, file);
}

function ended(child, id, exit) {
  if (!children.delete(child)) return;
  if (isEnding) return removeAndExit();
  record();
  say({ id, exit });
}

/** The data is thrown away, so nobody needs to be asked politely. */
function end() {
  if (isEnding) return;
  isEnding = true;
  for (const { pid } of children.keys()) {
    // One that could not be started has none.
    if (pid === undefined) continue;
    try {
      process.kill(-pid, 'SIGKILL');
    } catch {
      // It ended by itself; its exit event is on the way.
    }
  }
  removeAndExit();
}

function removeAndExit() {
  if (children.size > 0) return;
  rmSync(directory, { recursive: true, force: true, maxRetries: 5 });
  process.exit(0);
}

function say(message) {
  process.stdout.write(`${JSON.stringify(message)}\n`);
}

/** util-linux can have the kernel kill a process when its parent dies. Others cannot, and then the sweep does it. */
function parentDeathPrefix() {
  const { stdout } = spawnSync('setpriv', ['--help'], { encoding: 'utf8' });
  return stdout?.includes('--pdeathsig') ? ['setpriv', '--pdeathsig', 'KILL', '--'] : [];
}
