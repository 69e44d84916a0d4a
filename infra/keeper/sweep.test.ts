import { spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { identityOf, isAlive, pidOf } from './process-identity.mjs';
import { sweep } from './sweep.ts';

const DEAD = '999999999-00000000-1';
let root = '';

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'sweep-'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function leftover(keeper: string, processes: readonly string[]): string {
  const directory = join(root, keeper);
  mkdirSync(directory);
  writeFileSync(join(directory, 'processes.json'), JSON.stringify(processes));
  return directory;
}

/** A process in a group of its own, as keepers start theirs. */
function bystander(): { readonly identity: string; end(): Promise<unknown> } {
  const child = spawn('sleep', ['600'], { detached: true, stdio: 'ignore' });
  const ended = new Promise((resolve) => child.on('exit', resolve));
  const identity = identityOf(child.pid as number) as string;
  return {
    identity,
    end: () => {
      child.kill('SIGKILL');
      return ended;
    },
  };
}

test('a process has the same identity every time, and none when it is dead', async () => {
  const process = bystander();
  expect(identityOf(pidOf(process.identity))).toBe(process.identity);
  expect(isAlive(process.identity)).toBe(true);
  await process.end();
  expect(isAlive(process.identity)).toBe(false);
});

test('kills what a dead keeper left running, and removes its directory', async () => {
  const server = bystander();
  const directory = leftover(DEAD, [server.identity]);
  expect(await sweep(root)).toEqual([directory]);
  expect(isAlive(server.identity)).toBe(false);
  expect(existsSync(directory)).toBe(false);
});

test('spares a stranger that has got the pid of a dead server', async () => {
  const stranger = bystander();
  const directory = leftover(DEAD, [`${pidOf(stranger.identity)}-00000000-1`]);
  await sweep(root);
  expect(isAlive(stranger.identity)).toBe(true);
  expect(existsSync(directory)).toBe(false);
  await stranger.end();
});

test('spares the directory of a living keeper, and what is not named after a process', async () => {
  const living = leftover(identityOf(process.pid) as string, []);
  const foreign = join(root, 'holiday-photos');
  mkdirSync(foreign);
  expect(await sweep(root)).toEqual([]);
  expect(existsSync(living) && existsSync(foreign)).toBe(true);
});

test('removes a directory whose list of processes is cut short', async () => {
  const directory = leftover(DEAD, []);
  writeFileSync(join(directory, 'processes.json'), '["123');
  expect(await sweep(root)).toEqual([directory]);
});

test('believes nothing in a directory that others may write to', async () => {
  const victim = bystander();
  leftover(DEAD, [victim.identity]);
  chmodSync(root, 0o777);
  expect(await sweep(root)).toEqual([]);
  expect(isAlive(victim.identity)).toBe(true);
  await victim.end();
});
