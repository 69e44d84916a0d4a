import { type ChildProcess, spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import type { Socket } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { type Deferred, deferred } from '../deferred.ts';
import { InfraError } from '../errors.ts';
import type { Places } from '../provider.ts';
import { sweep } from './sweep.ts';

/** How to call a program: ours are sometimes run through their own loader, so it is more than a path. */
export interface Program {
  readonly command: string;
  readonly args: readonly string[];
}

/**
 * A directory and processes that are gone when this process is gone, however it goes.
 *
 * Guarantees: after `close`, after an abort, and also after `kill -9` of this process, the keeper's processes are dead
 * and its directory is removed. If the keeper is killed too, `close` or the next `sweep` does it.
 */
export interface Keeper {
  readonly directory: string;
  /**
   * Starts a process whose output goes to `<directory>/<name>.log`. Resolves with how it ended, `code 0` or
   * `signal SIGKILL`. Does not keep this process alive, and never rejects.
   */
  start(name: string, program: Program): Promise<string>;
  /** `pid 4711` for each process that was started and has begun, by its name. */
  places(): Places;
  /** Runs a process to its end; its output. Throws when it fails. */
  run(name: string, program: Program): Promise<string>;
  log(name: string): Promise<string>;
  close(): Promise<void>;
}

const KEEPER = fileURLToPath(new URL('./keeper.mjs', import.meta.url));

/** Starts a keeper with a fresh directory of its own under `root`, which must exist and be ours. */
export async function openKeeper(root: string, signal?: AbortSignal): Promise<Keeper> {
  signal?.throwIfAborted();
  const link = new KeeperLink(root);
  const directory = await link.awaited(link.directory);
  const close = async (): Promise<void> => {
    signal?.removeEventListener('abort', close);
    await link.close();
    // Nothing to do, unless the keeper was killed and could not tidy up.
    await sweep(root);
  };
  signal?.addEventListener('abort', close);
  const log = (name: string): Promise<string> => readFile(join(directory, `${name}.log`), 'utf8').catch(() => '');
  return {
    directory,
    start: (name, program) => link.start(name, program),
    places: () => Object.fromEntries(link.pids),
    async run(name, program) {
      const exit = await link.awaited(link.start(name, program));
      const output = await log(name);
      if (exit !== 'code 0') throw new Error(`${name} ended with ${exit}: ${lastLines(output)}`);
      return output;
    },
    log,
    close,
  };
}

type Message = { directory: string } | { id: number; pid: number } | { id: number; exit: string } | { failure: string };

/** The conversation with one keeper process. */
class KeeperLink {
  readonly directory: Promise<string>;
  private readonly child: ChildProcess;
  private readonly opened = deferred<string>();
  private readonly ended = deferred<void>();
  private readonly exits: Deferred<string>[] = [];
  private readonly names: string[] = [];
  readonly pids = new Map<string, string>();
  private failure: string | null = null;
  private waiting = 0;

  constructor(root: string) {
    this.directory = this.opened.promise;
    // A session of its own: Ctrl-C at the terminal is ours to handle, and must not take the servers away meanwhile.
    this.child = spawn(process.execPath, [KEEPER, root], {
      cwd: '/',
      detached: true,
      stdio: ['pipe', 'pipe', 'ignore'],
      env: { ...process.env, NODE_OPTIONS: '' },
    });
    this.child.stdin?.on('error', () => {});
    createInterface({ input: this.child.stdout as Socket }).on('line', (line) => this.hear(JSON.parse(line)));
    this.child.on('error', (error) => this.fail(error.message));
    this.child.on('close', (code, signal) => {
      this.fail(signal ? `signal ${signal}` : `code ${code}`);
      this.ended.resolve();
    });
    this.unref();
  }

  start(name: string, program: Program): Promise<string> {
    const exit = deferred<string>();
    const id = this.exits.push(exit) - 1;
    this.names.push(name);
    if (this.failure !== null) exit.resolve(this.failure);
    this.child.stdin?.write(`${JSON.stringify({ id, name, ...program })}\n`);
    return exit.promise;
  }

  async close(): Promise<void> {
    this.child.stdin?.end();
    await this.awaited(this.ended.promise);
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

  private hear(message: Message): void {
    if ('directory' in message) this.opened.resolve(message.directory);
    else if ('failure' in message) this.fail(message.failure);
    else if ('pid' in message) this.pids.set(this.names[message.id] ?? '', `pid ${message.pid}`);
    else this.exits[message.id]?.resolve(message.exit);
  }

  /** The keeper is gone, and with it all that it kept. */
  private fail(why: string): void {
    this.failure ??= `the end of its keeper (${why})`;
    this.opened.reject(new InfraError('E_KEEPER', `The keeper of servers failed: ${why}`, 'Run `stalemate doctor`.'));
    for (const exit of this.exits) exit.resolve(this.failure);
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

/** The end of a log, where the reason stands, on one line. */
export function lastLines(log: string, count = 4): string {
  return log.trim().split('\n').slice(-count).join(' | ') || 'no output';
}
