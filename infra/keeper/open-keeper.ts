import { type ChildProcess, spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import type { Socket } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { deferred } from '../deferred.ts';
import { InfraError } from '../errors.ts';

/** How to call a program: ours are sometimes run through their own loader, so it is more than a path. */
export interface Program {
  readonly command: string;
  readonly args: readonly string[];
}

export interface KeptProcess {
  readonly pid: Promise<number>;
  /** Resolves with how it ended, `code 0` or `signal SIGKILL`. Does not keep this process alive. */
  readonly exit: Promise<string>;
}

/**
 * A directory and processes that are gone when this process is gone, however it goes.
 *
 * Guarantees: after `close`, and also after `kill -9` of this process, the keeper's processes are dead and its
 * directory is removed. If the keeper is killed too, the next `sweep` does it.
 */
export interface Keeper {
  readonly pid: number;
  readonly directory: string;
  /** Starts a process; its output goes to `<directory>/<name>.log`. */
  start(name: string, program: Program): KeptProcess;
  /** Runs a process to its end; its output. Throws when it fails. */
  run(name: string, program: Program): Promise<string>;
  log(name: string): Promise<string>;
  close(): Promise<void>;
}

type Message = { directory: string } | { id: number; pid: number } | { id: number; exit: string } | { failure: string };

const KEEPER = fileURLToPath(new URL('./keeper.mjs', import.meta.url));

/** Starts a keeper with a fresh directory of its own under `root`, which must exist and be ours. */
export async function openKeeper(root: string): Promise<Keeper> {
  // A session of its own: Ctrl-C at the terminal is ours to handle, and must not take the servers away meanwhile.
  const child = spawn(process.execPath, [KEEPER, root], {
    cwd: '/',
    detached: true,
    stdio: ['pipe', 'pipe', 'ignore'],
    env: { ...process.env, NODE_OPTIONS: '' },
  });
  const link = new KeeperLink(child);
  const directory = await link.awaited(link.directory);
  return {
    pid: child.pid as number,
    directory,
    start: (name, program) => link.start(name, program),
    async run(name, program) {
      const exit = await link.awaited(link.start(name, program).exit);
      const log = await readLog(directory, name);
      if (exit !== 'code 0') throw new Error(`${name} ended with ${exit}: ${lastLines(log)}`);
      return log;
    },
    log: (name) => readLog(directory, name),
    close: () => link.close(),
  };
}

/** The conversation with one keeper process. */
class KeeperLink {
  readonly directory: Promise<string>;
  private readonly child: ChildProcess;
  private readonly ended: Promise<void>;
  private readonly processes: { pid: (pid: number) => void; exit: (how: string) => void }[] = [];
  private waiting = 0;

  constructor(child: ChildProcess) {
    this.child = child;
    const opened = deferred<string>();
    this.directory = opened.promise;
    const died = (why: string): void => {
      opened.reject(new InfraError('E_KEEPER', `The keeper of servers failed: ${why}`, 'Run `stalemate doctor`.'));
      for (const process of this.processes) process.exit(`its keeper failed: ${why}`);
    };
    createInterface({ input: child.stdout as Socket }).on('line', (line) => {
      const message = JSON.parse(line) as Message;
      if ('directory' in message) opened.resolve(message.directory);
      else if ('failure' in message) died(message.failure);
      else if ('pid' in message) this.processes[message.id]?.pid(message.pid);
      else this.processes[message.id]?.exit(message.exit);
    });
    child.on('error', (error) => died(error.message));
    child.stdin?.on('error', () => {});
    this.ended = new Promise((resolve) =>
      child.on('close', (code, signal) => {
        died(signal ? `signal ${signal}` : `code ${code}`);
        resolve();
      }),
    );
    this.unref();
  }

  start(name: string, program: Program): KeptProcess {
    const pid = deferred<number>();
    const exit = deferred<string>();
    const id = this.processes.push({ pid: pid.resolve, exit: exit.resolve }) - 1;
    this.child.stdin?.write(`${JSON.stringify({ id, name, ...program })}\n`);
    return { pid: pid.promise, exit: exit.promise };
  }

  async close(): Promise<void> {
    this.child.stdin?.end();
    await this.awaited(this.ended);
  }

  /** A keeper never keeps its owner's event loop alive, except while somebody waits for its answer. */
  async awaited<T>(promise: Promise<T>): Promise<T> {
    this.waiting += 1;
    this.ref();
    try {
      return await promise;
    } finally {
      this.waiting -= 1;
      if (this.waiting === 0) this.unref();
    }
  }

  private ref(): void {
    this.child.ref();
    for (const pipe of [this.child.stdin, this.child.stdout]) (pipe as Socket | null)?.ref();
  }

  private unref(): void {
    this.child.unref();
    for (const pipe of [this.child.stdin, this.child.stdout]) (pipe as Socket | null)?.unref();
  }
}

async function readLog(directory: string, name: string): Promise<string> {
  return readFile(join(directory, `${name}.log`), 'utf8').catch(() => '');
}

/** The end of a log, where the reason stands, on one line. */
export function lastLines(log: string, count = 4): string {
  return log.trim().split('\n').slice(-count).join(' | ') || 'no output';
}
