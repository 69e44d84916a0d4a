import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { describeReal } from '../infra/testing.ts';
import { exitCodes } from './exit-codes.ts';
import { cli, type Finished } from './testing.ts';

const WAIT = { timeout: 20_000, interval: 50 };

interface Status {
  readonly running: boolean;
  readonly holderPid: number;
  readonly servers: readonly { readonly name: string; readonly at: string }[];
  readonly idleMs: number | null;
}

describeReal('servers that are kept running', () => {
  let temp = '';
  beforeAll(() => {
    temp = mkdtempSync(join(tmpdir(), 'warm-'));
    vi.stubEnv('TMPDIR', temp);
    vi.stubEnv('STALEMATE_PROVIDERS', 'warm,local,packages');
  });
  afterAll(async () => {
    await cli(['infra', 'down']);
    vi.unstubAllEnvs();
    rmSync(temp, { recursive: true, force: true });
  });

  const infra = (...args: string[]): Promise<Finished> => cli(['infra', ...args]);
  const status = async (): Promise<Status> => JSON.parse((await infra('status', '--json')).stdout);

  test('are started once, used by runs, and ended', async () => {
    const up = await infra('up');
    expect(up).toMatchObject({ exitCode: exitCodes.pass, stdout: expect.stringContaining('never used') });
    const { servers, running } = await status();
    expect([running, ...servers.map(({ name }) => name)]).toEqual([true, 'Redis', 'MySQL']);

    const run = await cli(['run', 'scenarios/classic-race.yaml', '--strategy', 'lease', '--on', 'real', '--json']);
    expect(run.exitCode).toBe(exitCodes.pass);
    expect((await infra('up')).stdout).toMatch(/They run already[^]*last used less than a minute ago/);
    const more = await infra('up', '--replicas', '1');
    expect(more).toMatchObject({ exitCode: exitCodes.badInput, stderr: expect.stringContaining('infra down') });

    expect((await infra('down')).stdout).toBe('Ended, with all that they held.\n');
    expect(existsSync(dirname(servers[0]!.at))).toBe(false);
    expect(await status()).toEqual({ running: false });
  }, 60_000);

  test('are gone when the process that holds them is killed, and nobody takes them for running', async () => {
    await infra('up');
    const { holderPid, servers } = await status();
    process.kill(holderPid, 'SIGKILL');
    await vi.waitFor(() => expect(existsSync(dirname(servers[0]!.at))).toBe(false), WAIT);
    expect(await status()).toEqual({ running: false });
  }, 60_000);

  test('are asked for in words that exist', async () => {
    const { exitCode, stderr } = await infra('stauts');
    expect(exitCode).toBe(exitCodes.badInput);
    expect(stderr).toBe(
      'infra: found "stauts", expected one of up, down, status. Fix: for example stalemate infra status\n',
    );
  });
});
