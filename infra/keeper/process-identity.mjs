import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/**
 * A name for a process that no other process will ever have: the pid, this boot of the machine, and the moment at
 * which the process began. A pid alone is reused; whoever kills by pid alone kills a stranger one day.
 *
 * Plain JavaScript, because the keeper runs without a TypeScript loader.
 *
 * @param {number} pid
 * @returns {string | null} null when there is no such process, or only its zombie
 */
export function identityOf(pid) {
  const start = process.platform === 'linux' ? startFromProc(pid) : startFromPs(pid);
  return start === null ? null : `${pid}-${start}`;
}

/** @param {string} identity */
export function isAlive(identity) {
  return identityOf(pidOf(identity)) === identity;
}

/** @param {string} identity */
export function pidOf(identity) {
  return Number.parseInt(identity, 10);
}

/** @param {number} pid */
function startFromProc(pid) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The second field is the program's name in parentheses and may hold anything, so count from the last one.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const [state, startTicks] = [fields[0], fields[19]];
    if (state === 'Z' || state === 'X') return null;
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').slice(0, 8);
    return `${boot}-${startTicks}`;
  } catch {
    return null;
  }
}

/** @param {number} pid */
function startFromPs(pid) {
  const { stdout } = spawnSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' });
  return stdout?.trim() ? stdout.replace(/[^A-Za-z0-9]/g, '') : null;
}
