/** Opens a file with whatever the desktop opens it with. */
import { spawn } from 'node:child_process';
import { resolve } from 'node:path';
import { say } from './terminal.ts';

/** Resolves when the desktop has been asked. Where there is none it says so, which is no failure: the file is written. */
export async function openFile(path: string): Promise<void> {
  const [command, ...args] = openerOf(process.platform);
  const problem = await new Promise<string | null>((done) => {
    const child = spawn(command!, [...args, resolve(path)], { stdio: 'ignore', detached: true });
    child.on('error', (error) => done(error.message));
    child.on('spawn', () => {
      child.unref();
      done(null);
    });
  });
  if (problem !== null) say(`--open: ${problem}. Open it yourself: ${resolve(path)}`);
}

/** `BROWSER` is what Unix programs agree on. */
function openerOf(platform: NodeJS.Platform): readonly string[] {
  const browser = process.env['BROWSER'];
  if (browser) return [browser];
  if (platform === 'darwin') return ['open'];
  // `start` is built into the shell; its first argument in quotes would be a title.
  return platform === 'win32' ? ['cmd', '/c', 'start', ''] : ['xdg-open'];
}
