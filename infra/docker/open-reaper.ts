import { spawn } from 'node:child_process';
import type { Socket } from 'node:net';
import { fileURLToPath } from 'node:url';

const REAPER = fileURLToPath(new URL('./reaper.mjs', import.meta.url));

/** Has the containers with `label=value` removed when this process ends in any way, `kill -9` included. */
export interface Reaper {
  /** There is nothing to remove any more. */
  dismiss(): void;
}

export function openReaper(label: string, value: string): Reaper {
  // A session of its own: Ctrl-C at the terminal must not end it before us.
  const child = spawn(process.execPath, [REAPER, `${label}=${value}`], {
    cwd: '/',
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
    env: { ...process.env, NODE_OPTIONS: '' },
  });
  child.on('error', () => {});
  child.stdin.on('error', () => {});
  child.unref();
  (child.stdin as unknown as Socket).unref();
  return { dismiss: () => child.stdin.end('done\n') };
}
