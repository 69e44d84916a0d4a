/** A Redis of a test's own, for queues: it can be killed and started again. */
import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { cacheRoot } from '../../infra/directories.ts';
import { flavorsOf } from '../../infra/flavors.ts';
import { programsOf } from '../../infra/packages/bundle.ts';
import { connectRedis } from '../../infra/probe.ts';
import { findProgram } from '../../infra/programs.ts';
import { bundleDirectory } from '../../infra/providers/packages.ts';

export class OwnRedis {
  readonly #directory = mkdtempSync(join(tmpdir(), 'stalemate-queue-'));
  #process: ChildProcess | null = null;

  /** Each test has a database of its own. */
  url(db = 0): string {
    return `redis+socket://${this.#socket}?db=${db}`;
  }

  /** Without what was in it: nothing is ever saved. */
  async start(): Promise<void> {
    const { command, args } = await redisProgram();
    const flags = ['--port', '0', '--unixsocket', this.#socket, '--save', '', '--dir', this.#directory];
    this.#process = spawn(command, [...args, ...flags], { stdio: 'ignore' });
    for (;;) {
      const connection = await connectRedis({ socketPath: this.#socket }).catch(() => null);
      connection?.disconnect();
      if (connection !== null) return;
      await sleep(20);
    }
  }

  async kill(): Promise<void> {
    this.#process!.kill('SIGKILL');
    await once(this.#process!, 'exit');
  }

  async end(): Promise<void> {
    await this.kill();
    rmSync(this.#directory, { recursive: true, force: true });
  }

  get #socket(): string {
    return join(this.#directory, 'redis.sock');
  }
}

async function redisProgram(): Promise<{ readonly command: string; readonly args: readonly string[] }> {
  const installed = await findProgram('redis-server', process.env);
  if (installed !== null) return { command: installed, args: [] };
  const flavors = flavorsOf(process.env);
  return (await programsOf(bundleDirectory(cacheRoot(process.env), flavors), flavors)).redis;
}
