import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { isAlive, pidOf } from './keeper/process-identity.mjs';
import { sweep } from './keeper/sweep.ts';
import { describeReal } from './testing.ts';

const FIXTURE = fileURLToPath(new URL('./fixtures/acquire-and-wait.ts', import.meta.url));
const WAIT = { timeout: 20_000, interval: 20 };

/** Another Stalemate, with servers of its own in a temp directory of its own. */
interface Holder {
  readonly process: ChildProcess;
  readonly directory: string;
  /** Identities: the keeper first, then redis-server and mysqld. */
  readonly keeper: string;
  readonly servers: readonly string[];
}

async function startHolder(temp: string): Promise<Holder> {
  const child = spawn(process.execPath, ['--import', 'tsx', FIXTURE], {
    env: { ...process.env, TMPDIR: temp, STALEMATE_REDIS_URL: '', STALEMATE_MYSQL_URL: '' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  for await (const line of createInterface({ input: child.stdout })) {
    const directory = dirname(JSON.parse(line).redis.socketPath);
    const servers = JSON.parse(readFileSync(join(directory, 'processes.json'), 'utf8'));
    return { process: child, directory, keeper: basename(directory), servers };
  }
  throw new Error('the holder ended without servers');
}

describeReal('servers of a Stalemate that is killed with -9', () => {
  let temp = '';
  beforeEach(() => {
    temp = mkdtempSync(join(tmpdir(), 'kill-'));
  });
  afterEach(() => rmSync(temp, { recursive: true, force: true }));

  test('are gone, with their sockets and their directory', async () => {
    const holder = await startHolder(temp);
    expect(holder.servers).toHaveLength(2);
    expect([holder.keeper, ...holder.servers].every(isAlive)).toBe(true);
    expect(existsSync(join(holder.directory, 'redis.sock'))).toBe(true);
    holder.process.kill('SIGKILL');
    await vi.waitFor(() => expect(existsSync(holder.directory)).toBe(false), WAIT);
    await vi.waitFor(() => expect([holder.keeper, ...holder.servers].filter(isAlive)).toEqual([]), WAIT);
  });

  test('are removed by the next start when their keeper was killed too', async () => {
    const holder = await startHolder(temp);
    process.kill(pidOf(holder.keeper), 'SIGKILL');
    holder.process.kill('SIGKILL');
    await vi.waitFor(() => expect(isAlive(holder.keeper)).toBe(false), WAIT);
    expect(existsSync(holder.directory)).toBe(true);

    const next = await startHolder(temp);
    expect(existsSync(holder.directory)).toBe(false);
    expect(holder.servers.filter(isAlive)).toEqual([]);
    expect(next.servers.every(isAlive)).toBe(true);
    next.process.kill('SIGKILL');
    await vi.waitFor(() => expect(existsSync(next.directory)).toBe(false), WAIT);
  });

  test('are left alone by the sweep of another Stalemate while they are in use', async () => {
    const holder = await startHolder(temp);
    expect(await sweep(dirname(holder.directory))).toEqual([]);
    expect([holder.keeper, ...holder.servers].every(isAlive)).toBe(true);
    holder.process.kill('SIGTERM');
    await vi.waitFor(() => expect(existsSync(holder.directory)).toBe(false), WAIT);
  });
});
