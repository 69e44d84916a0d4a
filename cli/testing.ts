/** Runs the command line as a user does, and gives what it printed. */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ChildProcess } from 'node:child_process';
import type { RealServers } from '../harness/engines/real/servers.ts';
import type { Result } from '../harness/result.ts';
import { urlOf } from '../infra/testing.ts';
import { packageRoot } from './package-root.ts';

export interface Finished {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Started {
  readonly process: ChildProcess;
  readonly finished: Promise<Finished>;
}

/** @param env on top of that of the test */
export function startCli(
  args: readonly string[],
  cwd: string = packageRoot,
  env: Readonly<Record<string, string>> = {},
): Started {
  const child = spawn(process.execPath, [join(packageRoot, 'bin', 'stalemate'), ...args], {
    cwd,
    env: { ...process.env, NO_COLOR: '1', STALEMATE_REDIS_URL: '', STALEMATE_MYSQL_URL: '', ...env },
  });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => (stdout += chunk));
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => (stderr += chunk));
  const finished = new Promise<Finished>((resolve) => {
    child.on('close', (exitCode) => resolve({ exitCode, stdout, stderr }));
  });
  return { process: child, finished };
}

export function cli(args: readonly string[], cwd?: string, env?: Readonly<Record<string, string>>): Promise<Finished> {
  return startCli(args, cwd, env).finished;
}

export function parseResult({ stdout, stderr }: Finished): Result {
  if (stdout === '') throw new Error(`nothing on stdout; stderr: ${stderr}`);
  return JSON.parse(stdout) as Result;
}

/** A folder with files in it, gone when `remove` is called. */
export function folderOf(files: Readonly<Record<string, string>>): { readonly path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), 'stalemate-cli-'));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(path, name), text);
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

/** Options that make the command line use the servers of this test run. */
export function serverOptions({ redis, mysql, kafka }: RealServers): string[] {
  const brokers = kafka === undefined ? [] : ['--kafka', kafka.brokers.join(',')];
  return ['--redis', urlOf('redis', redis), '--mysql', urlOf('mysql', mysql), ...brokers];
}

/** Resolves when the command says on stderr that schedules are being explored, or what else its progress is to tell. */
export function untilExploring(child: ChildProcess, told = 'exploring'): Promise<void> {
  let said = '';
  return new Promise((resolve, reject) => {
    child.stderr!.on('data', (chunk: string) => {
      said += chunk;
      if (chunk.includes(told)) resolve();
    });
    child.on('close', () => reject(new Error(`the command ended before it told of any progress: ${said}`)));
  });
}
