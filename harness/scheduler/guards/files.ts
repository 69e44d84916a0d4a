/**
 * Files that code of a service reads are read at once: what is in them is the same in every run, and takes no turn of the event
 * loop then. What writes files, or holds them open, is seen by the audit.
 */
import fs from 'node:fs';
import { currentRun } from '../ambient.ts';

type Call = (...args: unknown[]) => unknown;

const READING = { readFile: fs.readFileSync, stat: fs.statSync, access: fs.accessSync } as const;

export function guardFiles(): void {
  for (const [name, now] of Object.entries(READING)) {
    const read = now as Call;
    const promised = fs.promises[name as keyof typeof READING] as Call;
    const calling = fs[name as keyof typeof READING] as unknown as Call;
    Object.assign(fs.promises, {
      // An open file is read by the promise that opened it.
      [name]: (...args: unknown[]) =>
        isInService() && typeof (args[0] as { fd?: unknown }).fd !== 'number'
          ? new Promise((resolve) => {
              resolve(read(...args));
            })
          : promised.apply(fs.promises, args),
    });
    Object.assign(fs, {
      [name]: (...args: unknown[]) => (isInService() ? answer(read, args) : calling.apply(fs, args)),
    });
  }
}

function isInService(): boolean {
  return (currentRun()?.world ?? null) !== null;
}

function answer(read: Call, args: readonly unknown[]): void {
  const done = args.at(-1) as (error: unknown, value?: unknown) => void;
  let value: unknown;
  try {
    value = read(...args.slice(0, -1));
  } catch (error) {
    return process.nextTick(() => done(error));
  }
  process.nextTick(() => done(null, value));
}
