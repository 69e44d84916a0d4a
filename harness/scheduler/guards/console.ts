/**
 * What a service logs would be written once for each of thousands of schedules. So its console is silent, unless the
 * environment says `STALEMATE_CONSOLE=1`.
 */
import { currentRun } from '../ambient.ts';

const METHODS = ['debug', 'error', 'info', 'log', 'trace', 'warn'] as const;

export function guardConsole(): void {
  if (process.env['STALEMATE_CONSOLE'] === '1') return;
  for (const method of METHODS) {
    const original = console[method].bind(console) as (...args: unknown[]) => void;
    console[method] = (...args: unknown[]) => {
      if ((currentRun()?.world ?? null) === null) original(...args);
    };
  }
}
